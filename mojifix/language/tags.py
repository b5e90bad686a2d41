"""What a language tag says of text: the profiles it is scored by, and the scripts it is written in.

Most languages have no profile. What is known of these is the script: by the tag (``crh-Cyrl``) or
by what they are written in mostly.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from mojifix.language import profiles

__all__ = ["profiles_of", "scripts_of"]


def profiles_of(tag: str) -> tuple[str, ...]:
    """Return the profiles that a language tag stands for: ``"sr"`` for both its scripts,
    ``"zh-Hant"`` or ``"zh-TW"`` for one; empty if there is none."""
    own, *rest = tag.replace("-", "_").split("_")
    own = _WRITTEN_AS.get(own.lower(), own.lower())
    regions = {part.upper() for part in rest}
    subtags = [part.title() for part in rest if len(part) == 4]
    if own == "zh":
        subtags += [script for script, of in _CHINESE.items() if of & regions]
    known = profiles.names()
    exact = tuple(name for of in subtags if (name := f"{own}_{of}") in known)
    return exact or tuple(sorted(name for name in known if name.partition("_")[0] == own))


def scripts_of(tags: Iterable[str]) -> frozenset[str]:
    """Return the scripts (first words of Unicode names) that languages are written in, as far as
    known."""
    found: set[str] = set()
    for tag in tags:
        own, *rest = tag.replace("-", "_").split("_")
        said = {_SUBTAGS[part.title()] for part in rest if part.title() in _SUBTAGS}
        found |= said or profiles.scripts(profiles_of(tag)) or {_written_in().get(own.lower(), "")}
    return frozenset(found - {""})


@lru_cache(maxsize=1)
def _written_in() -> dict[str, str]:
    return {own: script for script, owns in _LANGUAGES.items() for own in owns.split()}


_CHINESE: Final = {
    "Hans": frozenset(("CN", "SG")),
    "Hant": frozenset(("TW", "HK", "MO")),
}
#: ISO 15924.
_SUBTAGS: Final = {
    "Arab": "ARABIC",
    "Cyrl": "CYRILLIC",
    "Grek": "GREEK",
    "Hang": "HANGUL",
    "Hani": "CJK",
    "Hans": "CJK",
    "Hant": "CJK",
    "Hebr": "HEBREW",
    "Jpan": "CJK",
    "Kore": "HANGUL",
    "Latn": "LATIN",
    "Thai": "THAI",
}
#: Members of a macrolanguage (ISO 639-3), written as the language that has a profile.
_WRITTEN_AS: Final = {
    **dict.fromkeys(
        (
            "aao abh abv acm acq acw acx acy adf aeb aec afb ajp apc apd arb arq ars ary arz "
            "auz avl ayh ayl ayn ayp pga shu ssh"
        ).split(),
        "ar",
    ),
    **dict.fromkeys("pes prs".split(), "fa"),
    **dict.fromkeys(
        "cdo cjy cmn cnp cpx csp czh czo gan hak hnm hsn luh lzh mnp nan sjc wuu".split(), "zh"
    ),
}
#: Languages without a profile, by the script that they are mostly written in: of the likely subtags
#: of the Unicode CLDR.
_LANGUAGES: Final = {
    "CYRILLIC": (
        "ady agx akv alr alt ani aqc atv av ba bhh bph bua bxm chm cji ckt clw crh dar ddo "
        "dlg dng enf enh eve evn gdo gin gld huz inh itl jct jdt kaa kap kbd kca ket khv kim "
        "kjh koi kpt kpy krc krk kum kv kva lbe lez mdf mns mrj mtm mud myv ndf neg nio niv "
        "nog oaa oac omk orv paq rsk rue rut sel sgh sia sjd sjt sty tab tin tyv ude udi udm "
        "ugh ulc xal xas xdq xpm xrm xrn xwo yai ykg ykh ynk yrk ysr yug yux zko zkz"
    ),
    "ARABIC": (
        "aee aeq aib aiq ask atn auj avd azb bdz bej bft bgp bhe bhm bjm bqi brh brk bsh bsk "
        "chg cja clh dcc def deh dgl dmk dml esh fay faz fia fub gbz ggg gha ghr gig gjk gju "
        "glh glk gwc gwf gwt gzi hac haz hkh hnd hno hoh hrz hss isk jad jat jbn jdg jnd jog "
        "kbu kby kcy kfm khw klj kmz ktl kvx kxp lah lki lrc lrk lrl lsa lss luv luz mby mde "
        "mfa mfi mhj mki mnj mve mvy nli nlm ntz nyq odk oru ota pbt phl phr phv plk prc prd "
        "prx psh psi pst qxq rdb rmt sbn scl sdb sdf sdg sdh sds sgr sgy shd shm shv siy siz "
        "skr smy sqo sqt srh srz sts swb tjo tks tov tra trm ush uzs vaf vgr vmh wbk wlo wne "
        "wni wsv xhe xka xkc xkj xkp xvi ydg zba zdj zum"
    ),
    "GREEK": ("aat bgx cpg ecr grc pnt scx tsd uum xpg yej"),
    "HEBREW": ("aij czk hbo huy itk iw jbe ji jpa jpr jrb jye lad lsd trg yhd yih yud zrp"),
    "THAI": (
        "bzi cbn cog kdt khf kjt kxm lcp lwl lwm mkm mlf mpz mra nyl nyw pht phu prt pww skb "
        "sou thm tts ugo urk yoy"
    ),
}
