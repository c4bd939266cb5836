# ruff: noqa: E501 (a row is a line)
"""How something is worded: hedged, blunt, blaming, in jargon, or beside the point."""

from __future__ import annotations

from backend.domain.signs import table

HEDGES = table(
    """
    i think/guess/suppose/imagine > I guess it went well.
    maybe/perhaps/possibly > Maybe it was my idea.
    kind/sort of > It was kind of my project. > That sort is rare.
    or something/whatever > It was a dashboard or something.
    more or_less > It more or less worked.
    a bit/little_bit > I was a bit responsible.
    not/i'm_not really/totally/entirely/quite/a_hundred_percent sure > I'm not really sure.
    probably/hopefully/apparently > It probably helped.
    i'm/i_am no/not_an/not_really_an expert > I'm no expert.
    just/only a/an small/little/simple thing/part/role > It was just a small thing.
    i'd/i_would say > I'd say it was fine.
    tried/try to > I tried to help.
    """
)
"""Shown, not scored: in the MIT interviews hedges hardly went with any rating (r about 0.05)."""

JARGON = table(
    """
    stakeholder/stakeholders > I engaged all stakeholders.
    best/industry_standard/industry practice/practices/frameworks/framework/standards > We follow best practices.
    leverag*/synerg*/holistic*/robust*/seamless*/scalab*/granular*/ideat* > I leveraged a robust framework.
    end to end > I own it end to end.
    data/user/customer/risk/value/evidence driven/based/centric > I work in a data driven way.
    cross functional > A cross functional team.
    pain points > I look at their pain points.
    low hanging > We took the low hanging fruit.
    deep dive > I did a deep dive.
    circle/touch back/base > Let's circle back.
    going forward/moving_forward > We improve going forward.
    at pace/scale > We iterate at pace.
    test and learn > We test and learn.
    touch/touchpoints/touch_points > Every touch matters.
    value add/proposition/chain > That is the value add.
    add/adds/adding/drive/drives/driving/deliver/delivers/delivering value/impact/alignment/engagement/growth/results/outcomes > I add value.
    align/aligned/aligning/alignment [them/us/people/everyone/everybody/the/team] on/around/with/perfectly > I align them around goals.
    high/top performing/performance > A high performing team.
    safe space > I create a safe space.
    common ground/goals > I find common ground.
    mindset/learnings/deliverables/bandwidth/roadmap/ecosystem/paradigm/posture/journey/touchpoint > I have the mindset for it.
    make/made/making/have [a/an/real/positive/lasting/big] impact > I want to make an impact.
    proactive*/dynamic*/strategic*/impactful > I am proactive.
    """
)
"""Words that are at home in any business and belong to none."""

GENERAL = table(
    """
    many/various/several/different/number_of [different/many/various] factors/aspects/perspectives/angles/challenges/options/needs > It depends on many factors.
    every/each site/project/case/situation/customer/company/person/day/student/patient is unique/different/special > Every project is unique.
    careful/thorough consideration/analysis/planning/attention > It needs careful consideration.
    relevant/appropriate/necessary/right/correct information/data/people/stakeholders/tools/tooling/measures/procedures/balance/approach/solution > I gather the relevant information.
    advantages/pros/strengths and disadvantages/cons/weaknesses > Both have advantages and disadvantages.
    it's/it_is/that's [very/really/so/all] important/crucial/essential/key/about > It's important to plan.
    different/diverse/various perspectives/backgrounds/views/opinions > Different perspectives come together.
    goals/values/vision and values/goals/culture > Shared goals and values.
    in line with > I act in line with policies.
    process/policy/policies/procedure/procedures [that/which/and/we/are] in_place/end_to_end/followed/correctly > I follow the procedure correctly.
    lessons learned/learnt > I capture the lessons learned.
    in situations/cases like > In situations like that I listen.
    listen actively/carefully/to_everyone/to_both > I listen actively.
    always try/strive/aim/believe/give/do/make > I always try my best.
    open/clear/good/effective/honest communication > I believe in open communication.
    """
)
"""What is true of any matter, and so tells nothing of this one."""

DIGRESSION = table(
    """
    anyway/anyhow > Anyway, so I swapped them.
    that's/that_is/which_is/but_that's another/a_different/a_whole_other/beside thing/matter/story/question/topic/the_point > That's another story.
    where was i > Where was I.
    what was i/the saying/question > What was I saying.
    come/get/getting/going/coming back to the/my/your/what point/question/story/subject/i_was > To come back to the point.
    as i was/said > As I was saying.
    off/side topic/track/note/point > But that's off topic.
    that was later/another/before/something_else/different > But that was later.
    then/and there was/is/were [also] the [whole/other/question/matter] thing/business/question/matter/story > Then there was the whole business with the union. > There was a big thing.
    another/the_other thing is/was/about > The other thing was the shrink wrap.
    no wait/sorry/it_was/that_was/they_were/actually > The Volvos, no it was the DAFs.
    by the way > By the way she left.
    long story > It's a long story.
    i digress/forget/don't_remember/can't_remember > I digress.
    i should/have_to/must mention/add/explain/say [first/that] > I should mention the canteen.
    let me go/jump back > Let me go back.
    """
)
"""Leaving the point, and coming back to it."""

GUESSES = table(
    """
    could/might/may be > It could be the weather. > It couldn't be.
    loads/lots/plenty/hundreds of reasons/causes/things/factors > There's loads of reasons.
    depends > It depends.
    or maybe/perhaps/it's/the > Or maybe it's the crew.
    """
)
"""One possibility after the other; several make a list of guesses."""

BLUNT = table(
    """
    stupid/idiot/idiots/useless/ridiculous/incompetent/pathetic/moron/morons > They were useless.
    obviously/clearly wrong/his_fault/her_fault/their_fault/didn't/couldn't > He was obviously wrong.
    i don't/didn't care > I didn't care.
    simple as that > Simple as that.
    told him/her/them straight/to_their_face/off/to_shut_up > I told him straight.
    shut up > I said shut up.
    """
)
"""What a listener may hear as hard."""

BLAMING = table(
    """
    his/her/their/management's/the_manager's/the_client's/the_company's/somebody_else's/someone_else's fault/mistake/problem > It was their fault.
    because of him/her/them/management/my_boss/the_others > It failed because of them.
    he/she/they/management/the_team/my_boss/nobody never/didn't_even/refused/failed/couldn't_be_bothered/wouldn't listen*/help*/do/did/care*/bother*/to > They never listened.
    let me/us down > They let me down.
    it wasn't/was_not/isn't my fault/job/problem > It wasn't my fault.
    i had to do everything > I had to do everything.
    """
)
"""What lays it at somebody else's door."""

LEISURE = table(
    """
    football/soccer/rugby/tennis/cricket/basketball/golf/match/goal/goals/half-time/penalty/league/marathon/gym/yoga > I watched the football.
    holiday/holidays/vacation/beach/pool/swimming/sightseeing/camping/hiking/skiing/airport/suitcase > We went to the beach.
    brother/sister/mum/mom/dad/auntie/aunt/uncle/cousin/grandma/grandmother/grandad/grandfather/nan/flatmate/girlfriend/boyfriend/fiancée/in-laws/neighbour/neighbours > My brother came along.
    my/the wife/husband/kids/son/daughter/family/parents/friend/friends/mate/mates > My wife likes it.
    pizza/pasta/barbecue/recipe/oven/cake/dinner/lunch/breakfast/sauce/garlic/onions/butter/flour/tomatoes/curry/soup/bacon/cheese/eggs/chocolate/icing/sandwich/sandwiches/coffee/tea > I put garlic in the pasta.
    dog/dogs/cat/cats/puppy/puppies/kitten/kittens/pet/pets/parrot/hamster/rabbit/horse/vet > My dog ran off.
    film/movie/cinema/series/season/episode/episodes/netflix/television/telly/concert/band/song/album/gig/novel/festival > We saw a film.
    weather/sunny/sunshine/raining/rain/rained/snow/snowing/freezing > It was raining.
    pub/beer/wine/party/birthday/wedding/drunk/hangover/nightclub > We went to the pub.
    garden/gardening/lawn/tulips/roses/allotment/hedge > I dug over the garden.
    video_game/video_games/playstation/xbox/minecraft/fifa/chess/lego > I played a video game.
    my/the/our car/bike/bicycle/flat/bathroom/sofa/bedroom/living_room/landlord/house > I cleaned my bike.
    shopping/shoes/jeans/haircut/hairdresser/dress > I bought shoes.
    elections/election/president/parliament/politicians/prime_minister > The election was close.
    horoscope/lottery/dream/dreamt/star_sign > I had a dream.
    dentist/toothache/headache/flu > I went to the dentist.
    guitar/piano/violin/choir/paint/painting/knitting/fishing > I play the guitar.
    saturday/sunday night/evening > On Saturday night we danced.
    """
)
"""What people do when they aren't at work."""

WORK = table(
    """
    work*/job/jobs/employer*/employee*/office/company/business/career/profession* > At work we had no printer.
    team*/colleague*/coworker*/manager*/boss/supervisor*/director*/head_of/staff/apprentice*/trainee*/intern > My manager rang.
    customer*/client*/guest*/patient*/pupil*/student*/resident*/tenant*/passenger*/supplier*/user/users > A customer rang.
    project*/deadline*/budget*/contract*/order/orders/delivery/deliveries/shift/shifts/meeting*/report/reports/invoice*/target/targets > The deadline moved.
    ward/hospital/clinic/school/class/classroom/lesson/university/course/degree/thesis/lab/laboratory > On my ward.
    shop/store/warehouse/factory/plant/site/depot/kitchen_team/restaurant/branch/department/line > In our warehouse.
    product/products/system/systems/software/server/database/code/release/machine/machines/equipment > The server failed.
    sold/sell/selling/sales/till/vacancy/salary/wage/training > I sold her the other one.
    volunteer*/charity/committee/club_treasurer > I volunteered there.
    """
)
"""What people do when they are."""

LINE = table(
    """
    can/do/could you hear/see me > Can you hear me?
    hello > Hello?
    is this/it/that/the [thing/mic/microphone/one] on/working/recording/live > Is this thing on?
    test/testing [test/testing/one/two] > Testing, one two.
    blah > Blah blah.
    mic/microphone check/test > Mic check.
    am i on/audible/live/muted > Am I muted?
    one two three > One two three.
    is anybody/anyone there > Is anybody there?
    la la > La la la.
    """
)
"""Talk to find out whether one is heard."""
