# ruff: noqa: E501 (a row is a line)
"""What an answer tells: one occasion or a habit, an effect, an outcome; or what hides it."""

from __future__ import annotations

from backend.domain.signs import table

OCCASION = table(
    """
    once/yesterday/ago > Once a crane stopped.
    one day/night/time/morning/evening/afternoon/winter/summer/spring/autumn/week/weekend/year/month/sunday/monday/tuesday/wednesday/thursday/friday/saturday > One night the pump failed.
    one of my/our/the > One of our drivers called.
    last/previous/past year/month/week/weekend/spring/summer/autumn/fall/winter/march/april/may/june/july/august/september/october/november/december/january/february/season/term/christmas/easter/night/job/place/company/team > Last March it rained for a week.
    in 19*/20*/january/february/march/april/june/july/august/september/october/november/december > In June the roof leaked. > In justice.
    in/during/at/on my/our last/previous/first/second/old/current/former/third/present > In my previous job we had no scanner.
    two/three/four/five/six/seven/eight/nine/ten/several/few/couple/couple_of/some/many years/months/weeks/days/summers/winters/springs/seasons ago/back/earlier > It was two winters ago.
    back in/then/when/at > Back when I drove a van.
    when i/we was/were/came/started/worked/joined/took/had/got/arrived/first/moved > When I took over, nothing was counted.
    there was/were a/an/this/one/two/some/no/the > There was a man in bed four.
    this/that [one/particular/same] day/night/time/morning/week/summer/winter/customer/patient/project/client/guest/site > That winter the boiler failed.
    at the time/beginning/trade > At the time we had two trucks.
    on/that [a/the/one/very] monday/tuesday/wednesday/thursday/friday/saturday/sunday/morning/evening/day > On a Friday the line stopped.
    we/i/they had a/an/this/one/two/just/been/some/our/problems/trouble > We had a delivery on the wrong dock.
    it was/happened/started/began/came during/in/on/at/last/the/a/just/one/when/about/two/after/my/our > It was during the trade fair.
    happened > Something happened with the scales.
    new year's/christmas/easter/mother's/black/boxing eve/day/friday/morning/week > On New Year's eve the oven died.
    during/after/before the/a/our/that storm/fair/flood/strike/pandemic/move/merger/migration/audit/inspection/launch/rollout/outage/shift/season/winter/summer > After the storm two ties had pulled.
    """
)
"""That one time is meant."""

HABIT = table(
    """
    usually/generally/normally/typically/in_general/as_a_rule/most_of_the_time/every_time/whenever > Usually I call first.
    i/i've/we/we've/it/people always > I always call first. > I was not always there.
    tend/tends to > I tend to listen.
    you/we [always/just/really/often/simply/also/first] should/must/have_to/need_to/ought_to/learn_to > You have to stay calm.
    i would/will/try/like_to/make_sure/consider/aim [always/never/also/just/normally/not/probably/certainly/definitely/first] > I would ask them first.
    i'd [always/never/also/just/normally/not/probably/certainly/definitely/first] ask/talk/speak/go/call/bring/explain/check/try/take/make/start/tell/listen/find/let/want/sit/get/give/use/put/keep/do/set/write/show/work > I'd talk to them first. > I'd say it was in May.
    i wouldn't/would_never/won't/never/don't interrupt/do/let/take/ask/go/raise/argue/tell/panic/get/give/leave/make > I never interrupt.
    i'm/i_am a/an/very/someone/somebody/the_kind/the_sort/always/quite/not_one/usually [very/rather/quite/really/real/good/big/strong/one] person/type/player/listener/believer/communicator/organised/organized/calm/patient/flexible/reliable/who/structured/careful/the > I'm someone who stays calm.
    my approach/philosophy/style/principle/way/rule/motto/method [here/there/of_working/would/always/has] is/be/been > My approach is to wait.
    i/we [always/usually/often/also/then/just/first/normally] talk/ask/listen/check/explain/call/apologise/apologize/look/try/take/repeat/stay/treat/focus/prioritise/prioritize/involve/communicate/respect/encourage/support/plan/prepare/organise/organize/adapt/handle/deal/lead/empower/motivate/read/lock/find/make/book/write/send to/for/about/with/the/them/it/back/my/their/by/on/every/people/everyone/each/after/calm/at/into/what/out/up/a/down > I apologise for it, and I look for a solution.
    """
)
"""What somebody does in general, or would do."""

VIEW = table(
    """
    people/one/leaders/managers/everyone/society/nobody [always/just/really/often/simply] should/must/have_to/need_to/ought_to/needs_to/has_to > People should be honest.
    it's/it_is [very/so/really/always/all] important/key/essential/crucial/about > It's important to listen.
    is/are [the/absolutely/really] key/crucial/essential/everything/vital > Communication is key.
    most important > The most important thing is trust.
    i [really/firmly/always/also/deeply/truly/strongly] believe/feel_that/see_myself/pride_myself > I believe in fairness.
    in my opinion/view/experience > In my opinion it helps.
    """
)
"""What somebody holds."""

DEPARTURE = table(
    """
    what/something/thing/things [that] i'd/i_would/i [really/actually/rather] like/love/prefer/want/wanted to [also/just/first/really] talk/speak/tell/say/mention/raise/bring/show > What I'd like to talk about is the shop window. > What I'd like to know is the date.
    i'd/i_would/let_me/i_want_to/can_i/may_i [rather/like/love/prefer/just/first/much] [to] talk/tell/speak/say/mention [you/a] [about/of/to/something/some/thing/word/words] [you] instead/about_the/about_my/about_our/about_what/about_another/on_the > I'd like to say something about the hours. > Let me tell you what happened.
    one/a thing/subject/topic i/that_i feel/am/care/have strongly/passionate/deeply/a_lot about > One thing I feel strongly about is remote work.
    before we/i get/go/come/start/answer [in/on/to/any/into/that/this] [further] i_have_to/i_want_to/i_need_to/i_must/can_i say/mention/complain/get > Before we go into that, I have to say the form was lost.
    talk/speak/tell/say [you] [about/of] something else/different/completely > I'd tell you something else.
    reminds me of > That reminds me of my holiday.
    """
)
"""That something else is going to be spoken of."""

CLAIM = table(
    """
    improv*/reduc*/increas*/decreas*/boost*/optimised/optimized/doubl*/tripl*/halv* > It improved the scores.
    grew/grown/growing/saved/saving/saves/soared/jumped/dropped/rose/fell/shrank/plummeted/rocketed > Sales grew.
    faster/slower/cheaper/quicker/shorter/smoother/safer/easier/happier > Loading was faster.
    sped/speed/speeds/speeded up > It sped up the changeovers.
    cut down/costs/cost/the/our/waste/it/time > We cut the queue.
    scaled/scaling/scale > I scaled the system.
    many/far/way/lots/much/loads/a_lot/so_much/hugely/significantly/considerably more/fewer/less/better/quicker/faster/higher/lower/happier/calmer > There were far fewer pages.
    more/fewer/less customers/sales/users/traffic/visitors/orders/bookings/donations/sign-ups/signups/complaints/errors/mistakes/waste/accidents/downtime/returns > We got more bookings.
    went/go/going/came/come [right/really/way/all_the_way/straight/massively] up/down > The waste went right down.
    better results/numbers/scores/margins/figures/performance/grades/marks > We had better margins.
    hugely/massively/significantly/dramatically/drastically/considerably/enormously/substantially/tremendously/vastly > It fell dramatically.
    shot up/through > Orders shot up.
    huge/massive/big/enormous/dramatic/significant/major/real/great/tremendous/remarkable difference/improvement/success/increase/drop/impact/effect/change/amount/rise/growth > It made a huge difference.
    loads/lots/plenty/tons/hundreds/thousands/dozens of new/more/money/people/customers/donors/orders/time > It brought loads of new donors.
    record sales/numbers/year/profit/quarter/month > We had record sales.
    went/fell/rose/came/dropped/gone/grew [right/down/up/back] from > Errors went from thirty to four.
    almost/nearly/practically/virtually stopped/disappeared/vanished/zero/none/halved/doubled > The complaints almost stopped.
    """
)
"""An effect that is said to have been had."""

VAGUE = table(
    """
    stuff/things_like_that/and_so_on/et_cetera/etcetera/etc/and_such/or_whatever/and_whatnot/this_and_that > I fixed stuff and so on.
    some/certain/various/different/several/several_different/all_the/the_right/the_usual/other/many/a_lot_of/lots_of/a_few/a_couple_of/a_number_of/all_kinds_of/all_sorts_of/some_kind_of/some_sort_of/those_kinds_of thing/things/issue/issues/measure/measures/step/steps/improvement/improvements/adjustment/adjustments/optimisation/optimisations/optimization/optimizations/fixes/change/changes/action/actions/solution/solutions/process/processes/approach/approaches/way/ways/tool/tools/problem/problems/people/initiative/initiatives/tweaks/on_the/bits/settings/structures/methods/techniques > I took various steps.
    a_bunch/a_variety/a_range/a_series/kinds/sorts of > I did a bunch of fixes.
    some kind/sort/process of/things > It was some kind of plan.
    necessary/appropriate/proper/right/required/needed/relevant/usual/normal/standard/suitable step/steps/measure/measures/channel/channels/action/actions/thing/things/procedure/procedures/process/way/people/stuff > I took the necessary steps.
    the/my/our usual/normal > I did the usual.
    somehow/one_way_or_another/one_way_or_the_other/in_one_way/basically_everything/did_everything > It worked somehow.
    best practice/practices > We followed best practices.
    dealt/handled/managed/addressed with/it/that/them/the/this/everything/accordingly/well/professionally > I handled it.
    sorted/sort/straightened [it/that/things/everything/everybody/everyone/them/this/all/the_issue/the_problem] out > I sorted everything out.
    took/take care of > I took care of it.
    did/do what you/we/i/one/is/needs/needed/had/was/has [always/normally/usually] do/does/could/needed/necessary/to_be/had > I did what you do in such cases.
    put/implemented/introduced/made/established/created/developed/optimised/optimized/provided [in_place/some/better/various/new/several/the_right/certain/different] improvements/structures/processes/measures/procedures/solutions/guidance/support/workflows/systems > I implemented various improvements.
    guidance/support and support/guidance > I provided guidance and support.
    synerg*/holistic*/streamlin* > I used synergies.
    communicated/communicating/collaborated/liaised [very] well/effectively/closely/clearly/openly/with_all/with_everyone/with_the_relevant > I communicated effectively.
    worked closely/together/hard/with_all > I worked closely with them.
    got/pulled/brought everything/everybody/everyone/things/it [back] up/together/running/working/on_board/under_control/sorted/done > I got everything running.
    """
)
"""Words that hide what was done."""

RESULT = table(
    """
    result*/outcome/outcomes/consequence/success*/achiev* > As a result we kept them.
    in_the_end/at_the_end/ended_up/eventually/finally/ultimately/afterwards/after_that/since_then/to_this_day/these_days/until_today/from_then > In the end it held.
    turned/turns/worked/works/paid out/off/well/fine > It paid off.
    it/that/this/which worked/helped/held/failed/stayed/lasted > It worked.
    learned/learnt/shipped/delivered/launched/released/opened/reopened/closed/signed/renewed/won/lost/passed/failed/finished/completed/agreed/accepted/adopted/copied/approved/recovered/survived/thanked/promoted/sold > They signed in May.
    still use/uses/run/runs/do/does/work/works/there/in_use/with_us/using/there/here > They still use it.
    managed to > We managed to open.
    went well/live/up/down/through/out/home/fine/smoothly/back/on/wrong/ahead > It went live.
    nobody/no_one/not_one/nothing/none [of_them/of_us/else/ever] has/was/had/walked/left/lost/complained/noticed/died/missed/quit/got/went/happened/broke/came/called/said > Nobody complained. > Nobody stood there.
    dropped/fell/rose/grew/halved/doubled/tripled/improved/reduced/increased/saved/stopped/disappeared/vanished > The queue halved.
    after/within/in/by a/an/the/two/three/four/five/six/seven/eight/ten/half/twelve/few/couple/next/another [few/couple/of/half] hour/hours/day/days/week/weeks/month/months/year/years/minutes/season/quarter/morning/summer/winter/easter/spring > Within two weeks it was done.
    the/by next/following day/week/month/year/morning/inspection/audit/quarter/season/night > The next inspection was clean.
    hours/days/weeks/months/years/minutes later > Two weeks later he rang.
    by [the/end_of/half_past] monday/tuesday/wednesday/thursday/friday/saturday/sunday/march/april/may/june/july/august/september/october/november/december/january/february/easter/christmas/summer/autumn/winter/spring/noon/midnight/lunch/evening/end > By Friday they were home.
    now we/they/it/the/every/he/she/i/everybody/nobody > Now they all do it.
    was/were/is/got/been [all/both/absolutely/completely] approved/fixed/fine/well/okay/alright/back/gone/ready/adopted/accepted/paid/over/saved/out/delighted/furious/happy/pleased/grateful/home/clean/relieved/promoted/chosen/cancelled/withdrawn/stopped/safe/zero/done > It was approved.
    came back/out/through/to/down/in/at_ > He came back.
    kept us/me/it/them/her/him/the_contract/the_client/the_customer/the_account/the_job/our > It kept the contract.
    took it/that/them over > They took it over.
    handed ~ over > We handed it over.
    he/she/they/client/customer/guest/patient/owner/manager/director/board chose/accepted/bought/ordered/stayed/left/apologised/apologized/said_yes/smiled/paid/changed > She bought it. > She asked a lot.
    had/have/has/been/with no/zero/not_a_single ~ since/after > We had no failure since.
    beat/missed/hit/met it/the/our/that/them [target/deadline/goal/date/budget/forecast] > We hit the target.
    on time/schedule/budget > We opened on time.
    held/stuck/survived > The date held.
    never happened/came/again/did/had/went > It never came back.
    """
)
"""How it came out."""

SUCCESS = table(
    """
    success*/achiev*/won/award > We won the contract.
    everybody/everyone/all_of_them [has/now/then/still] used/uses/agreed/followed/accepted/liked/loved/wanted/asked/joined/came/stayed > After a month everybody used it. > Nobody liked it.
    nobody/no_one [has/ever/then] complained/noticed/left/quit/objected/waited > Nobody left.
    the/our/my best/biggest/fastest/highest/strongest ~ ever/in/of/since/so_far > It was our best year ever.
    on time/budget/schedule > We opened on time.
    ahead of > We were ahead of schedule.
    copied/adopted/rolled_out/took_over [by/it/the/to/my/our] > Other shops copied it.
    very/really/extremely/so/absolutely happy/pleased/satisfied/grateful/delighted/impressed > The owner was very pleased.
    over the moon > She was over the moon.
    convinced/persuaded him/her/them/everybody/everyone/the > I convinced them.
    """
)
"""An outcome that the speaker counts as theirs."""

CLICHE = table(
    """
    passion*/dedicat*/enthusias*/motivated/driven/dynamic/proactive/versatile > I am passionate.
    proven/strong/solid/excellent/outstanding/exceptional track_record/ability/communication/communicator/interpersonal/work_ethic/skills > I have a proven track record.
    synerg*/leverag*/holistic*/innovat*/transformative/empower*/foster*/unwavering/inspir*/impactful/actionable > I leverage synergies.
    outside the box > I think outside the box.
    extra mile > I go the extra mile.
    team player/spirit > I'm a team player.
    results/detail/goal/solution/customer driven/oriented/focused/focussed/centric > I'm results oriented. > The results were in.
    results-driven/results-oriented/detail-oriented/customer-centric/solution-oriented/goal-oriented/self-starter/fast-paced/best-in-class/world-class/cutting-edge/value-add > I'm results-driven.
    fast paced > A fast paced environment.
    strive/strives/striving/thrive/thrives/excel/excels > I strive to thrive.
    excellence/integrity/vision/mission/inclusivity/authenticity/empathy/resilience > I stand for excellence.
    core values/competencies/strengths > My core values.
    committed/commitment/deep_commitment to > I am committed to quality.
    exceed/exceeds/exceeding/exceeded [all/the/your/our/customer] expectations > I exceed expectations.
    hit the ground > I hit the ground running.
    game changer > It's a game changer.
    move/moves/moved the needle > It moves the needle. > Nobody could move it.
    win win > It is a win win.
    growth/positive/can-do mindset/attitude > I have a growth mindset.
    continuous/continuously/lifelong/constant/constantly learning/improv*/learner/growing/develop* > I believe in lifelong learning.
    best version/self of/of_themselves > The best version of themselves.
    full/true/unlock [your/their/my/the] potential > I unlock their potential.
    greatest/most_valuable asset > People are our greatest asset.
    servant leader/leadership > As a servant leader.
    lead/leading/leads by example/with > I lead by example.
    challenge/challenges myself/into/as > I turn challenges into opportunities.
    opportunit*/journey/chapter of/to/ahead/for > The next chapter of your journey.
    align*/resonate*/resonates perfectly/profoundly/deeply/with > It aligns perfectly with my own.
    esteemed/prestigious/renowned/remarkable institution/company/organisation/organization/firm/journey/team > Your esteemed institution.
    honoured/honored/privileged/excited/thrilled to [be/join/bring/contribute] > I would be honoured to join.
    contribute/contributing to your/the [continued/ongoing/future] > To contribute to your continued success.
    ideal/perfect/natural next/fit/match step/for/with > The ideal next step.
    touch/touches/touching/transcend/transcends/compelling/meaningful [the] human/soul/boundaries/narratives/experiences/connections/lives > It touches the human soul.
    every single day/individual/person/moment > I give my best every single day.
    second to none > It's second to none.
    culture of > I foster a culture of trust.
    """
)
"""What everybody says of themselves."""

BOLD = table(
    """
    never [once/ever/even/really/in_my/in_all_my/whole/life/years/career/time] failed/fails/lost/missed/made_a/had_a/had_any/been_wrong/needed/needs/wrong/late/broken/broke > I never made a mistake.
    not one/a_single/one_single > Not one of them left.
    not/didn't/don't/haven't/hadn't lose/lost/have/had/get/got/miss/missed/make/made one/a_single/one_single > We did not lose a single customer.
    zero/no complaints/errors/mistakes/bugs/incidents/false/accidents/absences/returns/defects/failures/downtime/waste > It had zero complaints.
    hundred/thousand/1,000/1000/100/500/200 percent/per_cent > It was one hundred percent accurate.
    single-handed/single-handedly/singlehandedly > I did it single-handedly.
    nobody/no_one [has/had/was/have/did] ever > Nobody has ever left.
    nobody/no_one/no_person/not_anybody has/had/was/have left/quit/resigned/ill/sick/complained/failed > Nobody has left. > Nobody left a bad review.
    no/not_one/not_a_single ~ of mine/ours has/have/had/was/were/ever > No client of mine ever asked for a discount.
    perfect/perfectly/flawless/flawlessly/faultless > It ran flawlessly.
    cured/invented/revolutionised/revolutionized/eradicated > I cured them all.
    always [been] right/perfect/first/the_best > I was always right.
    """
)
"""Claims that hardly ever hold."""

STRONG = table(
    """
    everybody/everyone/all_of_them/all_of_it/every_single/every/whole/entire/completely/totally/entirely > The whole town came.
    overnight/in_one_go/instantly/immediately_afterwards > It changed overnight.
    in/for/within/after/about [just/only/about/roughly/less_than] a/an/one/two/a_couple_of/three day/days/night/week/weekend/weekends/hour/hours/month > I built it in a weekend.
    by_myself/on_my_own/alone/myself > I did it on my own.
    the best/first/biggest/only/fastest/largest in/of/ever/one/person > I was the best in the region.
    gone/zero/nothing_left/no_more > And then it was gone.
    it takes me/us > It takes me five days.
    always/never/nobody/no_one/none > It never needed retraining.
    """
)
"""What makes a claim bolder, and is nothing by itself."""
