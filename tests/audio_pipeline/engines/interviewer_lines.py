"""Things an interviewer says: plain, long, and full of figures and abbreviations."""

LINES = """
Tell me about yourself.
Hello, I'm Joe, and I'll be interviewing you today.
What was the hardest bug you fixed in 2019?
Why did you leave your last job after only 6 months?
How did you handle the outage at 3:45 a.m.?
You said that revenue grew by 12.5%; what was your part in that?
Walk me through your CV, starting with the most recent role.
What does a typical day look like for a CEO of a 40-person company?
Could you explain the difference between SQL and NoSQL?
Let's talk about your CI/CD pipeline.
How would you scale an API from 1,000 to 1,000,000 requests?
What is your experience with C++ and C#?
You mentioned a budget of $1.2M. Who decided how it was spent?
Describe a conflict with a colleague, and how it was resolved.
Where do you see yourself in 5 years?
What are your salary expectations?
I see. And what happened in the end?
Was the decision yours, or was it the team's?
Thank you. Let's move on to the next question.
How many people reported to you in Q3?
What would you do differently, if you could do it again?
Can you give me a concrete example of that?
In what way was the new process better than the old one?
The role needs someone on call 24/7. How do you feel about that?
You worked with Mr. Smith and Dr. Jones at the same time, is that right?
Which of the 3 options did you choose, and why?
What did the users say?
Interesting. How did you measure it?
How would your manager describe you in one word?
Let me stop you there for a moment.
That's a long time: 18 months is more than we usually give.
If a customer calls at 5 pm on a Friday, what do you do?
Tell me about a time when you failed.
What made you choose engineering, rather than design or sales?
Do you prefer to work alone or in a team?
Suppose that the p99 latency doubles overnight. Where do you look first?
How do you keep up with new technology?
Have you ever led a project with a team in the U.S. and one in Asia?
Was it 2/3 of the traffic, or nearly all of it?
The first version shipped in March, the second in July; what took so long?
Please go on.
What was the return on investment?
Roughly how much did you save: 10%, 20%, 50%?
I'd like to hear more about the migration to v2.
Who else was involved?
What is the biggest risk in that plan, e.g. for the customers?
How did you convince the CTO?
What did you learn from the 1990s code base that you inherited?
Explain recursion to me as if I were 10 years old.
You've got 90 seconds to sell me this pen.
What's the time complexity of that algorithm?
Would you say that you're more of a leader or a follower?
OK, and how did the rest of the team react to it?
How do you decide what not to do?
When was the last time that you changed your mind about something important?
On a scale from 1 to 10, how well did it go?
It was the 21st of May, wasn't it?
Why should we hire you and not one of the other 200 applicants?
How do you test code that depends on a third-party service?
What do you know about our company?
You were there from 2015 to 2018, so you saw the whole thing.
Which tools did you use: Jira, Trello, or something else?
What was going through your mind at the time?
How would you design a URL shortener for 50k users?
Do you have a degree in computer science?
I noticed a gap of 14 months on your CV; what were you doing then?
And yet the project was late.
What kind of feedback do you find hard to hear?
How did the A/B test turn out?
Please tell me about the state-of-the-art in your field.
So the cost went from $5.25 to $3 per unit?
Half of the team left; how did you keep the rest of them motivated?
How do you explain a technical problem to someone who isn't technical?
What's your biggest weakness, and what are you doing about it?
What would you do in your first 30 days here?
Let's say the server has 64 GB of RAM and 8 cores.
Did you talk to the people in HR about it?
If I asked your colleagues about you, what would they tell me?
Did it work?
How long did it take you to get from the idea to the first paying customer?
Were you ever asked to do something that you thought was wrong?
There's no right or wrong answer here; take your time.
The deadline was moved twice, and you still missed it. Why?
How do you deal with stress?
What was your GPA, if you don't mind my asking?
Imagine that I'm an angry customer & you have to calm me down.
What is the one thing you are proudest of?
How did you find out that the numbers were wrong?
Which part of it was your own work?
Good. Then let's look at the follow-up question.
You have an MBA; has it helped you?
Tell me how you'd roll out a change to 100% of the fleet.
What would have happened if you hadn't been there?
Why Python, and not Java or Go?
How did you split the work between the five of you?
Thanks for your patience. One last question, No. 12.
Could you say that again, a little more slowly?
Do you have any questions for me?
We'll get back to you by the end of the week, i.e. by Friday.
What did a good day look like, and what did a bad one look like?
How often did you deploy: once a week, or 3-5 times a day?
It has been a pleasure to talk to you; goodbye, and good luck!
""".strip().splitlines()
