# ruff: noqa: E501 (a row is a line)
"""The stations of a life, as people tell them when they introduce themselves."""

from __future__ import annotations

from backend.domain.signs import table

CAREER = table(
    """
    i/i've/and [also/first/then/have/originally/had] studied/trained/graduated/majored/qualified > I trained in Cebu.
    finished school/university/college/my/in > I finished in 2015.
    degree/diploma/bachelor/master/phd/doctorate/studies > I have a degree in chemistry.
    certificate/certificates/certification/certified/licence/license/licensed/accredited > I have the certificate for it.
    internship/apprenticeship/traineeship/placement > Then I did an internship.
    did/do/done/took/completed/taking the/a/an/my/another [bridging/evening/advanced/basic/short/first/second] course/courses/training/exam/module > I did the bridging course.
    i [also] speak/learned/learnt/learn french/german/english/spanish/dutch/italian/polish/the_language/some/fluent/two/three > I speak French.
    i'm/i_am [a/an/originally/now/currently] [qualified/trained/senior/junior/registered] freelance/self-employed/from/nurse/engineer/teacher/designer/copywriter/physiotherapist/developer/accountant/analyst/chef/electrician/mechanic > I'm a copywriter from Manila.
    i/i've [have/first/then/also/now/currently] work/worked/working/write/design/build/sell/teach/drive [first/mostly/also/then/now] for/in/at/as > I worked first in a clinic.
    since/for [about/over/almost/nearly] one/two/three/four/five/six/seven/eight/nine/ten/twelve/fifteen/twenty/some/several/many years > Since three years I am there.
    years of experience > I have ten years of experience.
    joined/moved/came/went/switched [over] to/the/a/an > I moved to a consultancy in Vienna.
    my portfolio/cv/career/background/experience/specialty/speciality/focus > My portfolio is online.
    won a/an/the/two [gold/silver/first/design/national] award/prize/medal > I won a gold award.
    next_year/one_day/in_future/in_the_future/later i'd/i_would/i_want/i_hope/i_plan/i'm [like/love/going/planning] > Next year I'd like to do another.
    born/grew/raised [up] in/near/on > I was born in Leeds.
    a_levels/gap_year/first_job/primary_school/secondary_school/high_school/comprehensive > There I got my first job.
    i/i've [have/got] [a/one/two/three/four] sister/sisters/brother/brothers/kids/children/wife/husband/daughter/son > I have two sisters.
    i'm/i_am [now/currently/also] looking for > Now I'm looking for something nearer home.
    i/they/it/that kept me > They kept me.
    """
)
