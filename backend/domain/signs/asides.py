# ruff: noqa: E501 (a row is a line)
"""Requests and remarks with a reason around them, where nothing else is told."""

from __future__ import annotations

from backend.domain.signs import Signs, table
from backend.domain.signs.requests import RemarkKind

STANDS_ALONE: tuple[RemarkKind, ...] = (
    "repeat", "meaning", "think", "progress", "time", "ease_off",
)  # fmt: skip
"""The others have to be asked for: "it would help me" is no wish for a hint."""

ASIDES: dict[RemarkKind, Signs] = {
    "repeat": table(
        """
        say/repeat/ask/read/tell/give/put/hear [me/us/it/that/this/the/your/question/whole/to/just/out/last/part/bit] again/once_more/one_more_time/a_second_time/another_time > could you say the question once more
        you/please/to/just repeat/rewind [me/us/just/please/to] it/that/this/the/your/yourself/what > please repeat it for me
        didn't/couldn't/did_not/could_not/don't_think_i/haven't [really/quite/fully/even/properly] catch/hear/heard/caught/make_out > I couldn't make out the end of that
        didn't/couldn't/did_not [really/quite/fully] get that/it/you/your/the_question/the_end/the_last/all/any/the_whole > I didn't get that. > I didn't get round to it.
        only/just/barely/hardly caught/heard/got [the/a] half/end/word/beginning/first/last/part/bit/some > I only got the last bit
        broke/cut/dropped/breaking/cutting/cuts/drops/froze up/out/off/for > you broke up there
        lost/missed/forgot/forgotten [the/your/what/that/a] question/first/last/end/part/bit/half/you > I missed the last part
        what was the/that/your [last/first/second] question/part/bit/again > what was the question
        what did you say/ask/want_to_know > what did you ask
        can't/cannot/couldn't [really/quite] hear you/it/the > I can't hear you very well
        """
    ),
    "meaning": table(
        """
        not/n't/don't/didn't [really/quite/fully/sure/i/entirely] know/understand/understood/get/follow/familiar [what/with/that/this/the/your/you/is/means/by/a] expression/word/words/term/phrase/question/mean/meant/means/asking/after > I don't know that expression
        not/n't [really/quite/entirely/exactly/fully/so/too/a/hundred/percent] sure/clear/certain [i/if/what/that/whether/about/get/you/you're/understand/know/quite/exactly/the] understand/understood/mean/asking/want/question/expression/word/after/get > I'm not sure what you mean
        what [exactly/actually] do/did/does/is/would [you/it/that/this/the] [really] mean/meant/count_as/counts_as > what exactly do you mean by that
        do/did you mean > do you mean with customers or colleagues
        put/say/ask/phrase/explain/word [that/it/the/this/question] differently/another_way/in_other/more_simply/in_simple/simpler/easier > could you put it another way
        rephrase/reword/clarify [that/it/the/this/your/what/please] > can you rephrase it
        explain/clarify what/that/the/your [you/question/exactly] > could you explain what you mean
        what kind/sort/type of ~ do/are/did you > what kind of project do you mean
        is it/that/this like/more/about/meant/rather/for/something > is it more about people or about machines > is it remote
        say/tell [me/us] what you mean/meant > could you say what you mean by that
        """
    ),
    "think": table(
        """
        give/allow/grant/let me/us [have/just/a/another/one/some/few/couple/of] moment/moments/second/seconds/minute/minutes/sec/time/think > give me a minute
        need/take/want [to/a/just/another/one/some/few/couple/of] moment/second/seconds/think/minute_to_think/time_to_think > I need a moment
        let me [just/quickly] think/see/remember/go_through/pick/find/recall/work_out > let me just work out which year that was
        tip of my tongue > I have it on the tip of my tongue
        collect/gather/sort/order my thoughts/head/mind > I have to collect my thoughts
        bear with me > bear with me
        hang/hold on [just/a/one/for/please] second/sec/tick/minute/moment/please/while > hang on a tick
        want/have/need/trying to pick/choose/find/remember/think_of the/a [right/good] one/example/case/moment > I just want to pick the right one
        """
    ),
    "skip": table(
        """
        skip/pass/drop [on/over] this/that/it/the [one/question/last] > can we skip that one
        leave/leaving [it/that/this/one/the/question] out/one/question > could we leave that one out
        next/another/different one/question > give me another question
        move/go/carry/jump [on/over/straight/ahead] [to] [the] next/something_else/another > let's go on to something else
        rather/prefer not/to_not [to] answer/talk/say/discuss/go_into/get_into > I'd rather not talk about it
        come/go/get back to [it/this/that] [one/question] later > can we come back to this one later
        """
    ),
    "start_over": table(
        """
        start/begin/try/do/say/answer/tell [it/that/this/my/the/answer/whole/thing] again/over/afresh/anew/from_the > let me start again
        scrap/redo/restart/rewind/forget/delete [what/that/it/my/i/just/answer/said/all] > scrap that please
        another/second/new/fresh go/try/attempt/chance/start > could I have another go
        """
    ),
    "progress": table(
        """
        how am/are i/we doing/on/getting > how am I doing
        how did i/that/it do/go/sound > how did I do
        how was/is that/it/my/this [answer/going/so/for] > how was that
        am i doing/on/giving [all/okay/alright/ok/well/right/fine/the/right/enough/too] > am I doing all right so far
        was/is that/it/this/my [answer/the/sort/kind/of/too] okay/ok/alright/all_right/enough/fine/good/right/correct/long/short/what_you > was that what you wanted
        did i pass/do/answer/get/say [it/well/okay/right/that/too] > did I get it right
        """
    ),
    "time": table(
        """
        how many/much [more/longer] questions/minutes/time/longer/left/to_go > how many questions are left
        how long does/will/is/have/do/until > how long will this take
        how much/many is/are/do [there/it/still/we/left/have] left/to_go/to_come/still/there > how much is there still to go
        how far along/through/are/into > how far are we
        are/is we/it/this [nearly/almost/soon/about] done/finished/over/through/there/half > are we nearly done
        """
    ),
    "ease_off": table(
        """
        go/be/make/take [it/things/a/bit/little/much/more/on/me/easy] gentler/softer/slower/easier/easy/lighter/calmer/nicer/kinder/gently/slowly > could you go a bit gentler
        bit/little/lot/much/way less/more/too hard/tough/harsh/aggressive/gentle/kind/intense/stressful/fast/pressure/heavy > a bit less pressure please
        coming/going/come at me > you're coming at me a bit fast
        hard/tough/harsh/rough on me > you're very hard on me
        ease/back/lay off > could you ease off
        stop/quit/without pushing/pressing/grilling/attacking/pressuring/drilling/interrogating > please stop grilling me
        feel/feels/feeling [a/bit/very/really/like/under/quite/i'm/i/am/little] attacked/interrogated/pressured/overwhelmed/stressed/cornered/an_interrogation/in_court/on_trial/in_the_dock/cross-examined > I feel a bit attacked
        tone/dial/slow/calm/turn/take/bring [it/this/things] down > can you tone it down
        too [much/hard/tough/fast/intense/stressful/harsh] for me > this is too fast for me
        """
    ),
    "hint": table(
        """
        a/any/another/small/little hint/hints/clue/pointer/tip > could I get a small hint
        help/nudge me [out/here/a/bit/little/with/get] > could you help me a bit
        point/push me in/towards > can you point me in the right direction
        """
    ),
    "pause": table(
        """
        take/have/need/make/get a/one/five/two/another [short/quick/little/five/minute/two/minutes/bathroom/coffee/toilet] break/pause/breather/minutes > could I take a quick break
        pause [for/here/this/the/a/it] > can we pause here
        get/grab/fetch/drink/have [me/some/a/glass/sip/of/my] water/drink/glass/charger/headphones > let me get some water
        somebody/someone/doorbell/delivery/postman/phone/child/baby/dog [is/are/'s/just] at/ringing/rang/crying/barking/calling > sorry the phone is ringing
        be right/straight/quickly back > I'll be right back
        """
    ),
    "end": table(
        """
        stop/end/finish/quit/abort/cancel/leave [it/this/the/here/now/whole] here/now/there/interview/today/session/this > could we end it here
        call it a_day/quits > let's call it a day
        have/need/got to go/leave/run/get now/home/soon/already/to_my/to_work > I have to get to my shift
        had/have/i've had enough > I've had enough
        don't/not want to continue/go_on/carry_on/do_this/keep_going > I don't want to go on
        """
    ),
    "language": table(
        """
        in/to/speak/speaking/talk spanish/german/french/italian/portuguese/chinese/mandarin/hindi/arabic/russian/polish/dutch/turkish/japanese/korean/ukrainian/romanian/greek/my_own_language/my_language/another_language > could we do it in German
        my english is/isn't [not/very/so/too/really] good/bad/great/poor/weak/enough/limited > my English isn't good enough
        """
    ),
}
