export const home = {
  title: "Practise the interview out loud",
  lead: "iHR interviews you by voice for the job you want. It listens, asks about what you really said, and afterwards lets you hear what each score is made of.",
  tryOne: "Try one question",
  starting: "Getting a question…",
  setUp: "Set up an interview",
  noAccount: "No account needed. Interviews are in English for now.",
  here: {
    title: "Where your voice goes",
    local: "Nowhere. Speech recognition, the interviewer and its voice run on the machine that serves this page.",
    remote: (hosts: string) => `Part of what is said is sent to ${hosts}. Everything else stays on the machine that serves this page.`,
  },
  points: [
    {
      title: "It listens",
      body: "You can stop and think, interrupt, ask to hear the question again, or type. A cough doesn't end your turn.",
    },
    {
      title: "It follows up",
      body: "“You said the release got faster. By how much?” Every follow-up says afterwards why it was asked.",
    },
    {
      title: "You hear the evidence",
      body: "Click a score and hear the seconds that caused it. What can't be measured isn't scored.",
    },
  ],
  example: {
    title: "What feedback sounds like",
    lead: "An answer by an astronaut of NASA (public domain). The remarks were written by hand, to show what you get for your own answers.",
    question: "What does the first spacewalk by an all-female team mean to you?",
    remarks: [
      {
        label: "One strength to hear",
        text: "One clear sentence says what it means to her, and for whom.",
        quote: "it is to honor the women who came before us",
        from: 15.7,
        to: 25.3,
      },
      {
        label: "One thing to change",
        text: "The answer begins after nine seconds. Start with it, and add the rest behind.",
        quote: "many of us are looking forward to it just being normal",
        from: 0,
        to: 12.2,
      },
    ],
    play: "Hear these seconds",
    stop: "Stop",
  },
} as const;
