"""The words that decide what free text may contain: see `pipeline.parse.wording`."""

from __future__ import annotations

# Words that qualify a fact, by what they say of it.
QUALIFIERS = {
    says: [" ".join(words.split()) for words in listed.split(",")]
    for says, listed in {
        "whether or when it holds": """
            no, no longer, no more, not, never, neither, nor, cannot, any more, anymore, former, formerly, previously,
            once, erstwhile, until, till, since, as of, as from, with effect from, currently, temporary,
            temporarily, provisional, provisionally, interim, pending, soon, henceforth, to date, so far, yet,
            already, still, ended, ends, expire, expires, expired, expiring, lapsed, ceased, discontinued,
            done, terminated, suspended, dissolved, defunct, closed, abolished, obsolete, completed, concluded, for the
            time being, for now, at present, at the moment, these days, hitherto, thereafter, meanwhile, in due
            course, awaiting, in preparation, historical, outgoing, incoming, would-be, aspirational, acting, pilot,
            trial, one-time, onetime, finished, wound up, phased out, disbanded, abandoned, void, invalid, dormant,
            inactive, intended, ongoing, valid, in force, in effect, in future, in the past, cancelled, postponed
        """,
        "what has become of it": """
            repealed, revoked, rescinded, withdrawn, deleted, superseded, replaced, renamed, renewed, amended,
            revised, retired, under review, under revision, under negotiation, under discussion, under
            consideration, under preparation, under development, under construction, under way, draft, drafts,
            drafted, proposed, planned, envisaged, tentative, tentatively, prospective, future, upcoming,
            forthcoming, potential, potentially, possible, possibly, expected, unconfirmed, alleged, allegedly,
            so-called, tba, tbc, tbd
        """,
        "what it does not hold for": """
            with the exception of, except, excepting, excludes, excluded, excluding, exclusive of, apart from, aside
            from, other than, rather than, instead of, save for, without, unless
        """,
        "how far it holds": """
            notwithstanding, regardless, despite, although, though, albeit, whereas, bar,
            barring, minus, unlike, in lieu of, in place of, as opposed to, hardly, scarcely, barely, nowhere, none,
            nothing, few, little, voluntary, optional, conditional, conditionally, contingent, assuming, lest, from
            time to time, insofar, as far as, on paper, in practice, in particular, particularly, especially,
            notably, but, only, solely, exclusively, partly,
            partially, in part, mainly, mostly, largely, primarily, chiefly, on request, upon request, on demand, ad
            hoc, ad-hoc, case by case, case-by-case, occasional, occasionally, on occasion, sometimes, rarely,
            informal, informally, unofficial, unofficially, in principle, in theory, where appropriate, as
            appropriate, where relevant, if, whenever, twice, weekly, monthly, quarterly, yearly, annually, every
            year, each year, regularly, periodically, frequently, often, usually, normally, seldom, subject to,
            depending on, provided that, in case, at least, at most, up to, approximately, to the extent, on hold,
            on trial, on invitation, on standby, on notice, on loan, on time, on equal terms
        """,
        "who else takes part": """
            together, jointly, alongside, along with, as well as, via, led by, hosted by, on behalf of, under the
            auspices of, in cooperation, in close cooperation, in collaboration, in close collaboration, in
            consultation, in partnership, in coordination, in association, in conjunction, in contact, in dialogue,
            in concert, in parallel, in tandem, in liaison, in talks, in touch, in common, among others, amongst
            others, among other, inter alia, include, includes, included, including, such as, for example, for
            instance, e.g, i.e, etc, and others, and so on, and more, with others, with partners, through partners,
            et al, with support from, respectively
        """,
        "that it is said elsewhere": """
            ditto, idem, ibid, as above, as below, the above, the following, aforementioned, abovementioned, thereof
        """,
        "that there is an agreement": """
            memorandum, memorandums, memoranda, letters of understanding, letter of intent, letter of agreement, joint
            workplan, signed, signing, signatory, signatories, signature
        """,
        "what somebody is in a body": """
            chair, chairs, chaired, chairing, chairman, chairperson, co-chair, co-chairs, co-chaired, co-chairing,
            vice-chair, vice-chairs, observer, observers, member of, members of, president, presidency
        """,
    }.items()
}

# Words that a theme or a subject, which has few words, must not have: they tie it to a time, a number or something
# else. What is left is nouns and adjectives, joined by "and", "of", "for", "in".
NOT_IN_NAMES = """
    it its them they same said above below else elsewhere former latter both
    a an this that these those their our no none some any other others another each every all most more less
    few fewer several many much certain selected various last next first
    about across after against ahead among around as at before behind between beyond by despite during from into
    like near on onto over past per since than through throughout to toward towards under within
    is are was were be been being has have had will would can could may might shall should must do does did
    because though although however whether when where while which who then so such too again now today ago
    current present recent later initial year years month months
    absence beginning end lack line odds start
""".split()

# Words in a heading that say of what is below it that it is over; the name of a theme or a subject has none either.
OVER = "archive archived archives earlier old older outdated past previous prior".split()

# Verbs in the infinitive: a task begins with one.
VERBS = frozenset(
    """
    accelerate accompany achieve adapt address administer adopt advance advise advocate aggregate agree alert align
    allocate amplify analyse apply approve arrange assess assist attract audit augment authorize avoid balance begin
    benefit bolster boost bridge bring broaden broker build campaign carry catalyse centralize certify champion
    channel clarify clear close coach collaborate collate collect combat commission communicate compare compile
    complement complete conclude conduct connect conserve consider consolidate consult continue contribute control
    convene convey cooperate coordinate counter cover create cultivate curb decide deepen define delegate deliver
    demonstrate deploy design designate detect deter determine develop digitize direct discourage discuss
    disseminate distribute diversify document donate double draft drive educate elaborate eliminate embed empower
    enable encourage enforce engage enhance enlarge enrich ensure entrust equip eradicate establish evaluate evolve
    examine exchange execute expand exploit explore export express extend facilitate feed fight file fill finalize
    find focus follow forge formulate foster fund further gather generate give govern grant guide halt handle
    harmonize harness help highlight hinder hold honour host identify implement improve include incorporate increase
    influence inform initiate innovate inspect inspire institute instruct integrate intensify invest investigate
    invite involve issue join justify keep label launch lead learn lessen leverage liaise license link lobby
    mainstream maintain make manage map maximize mediate meet mentor minimize mirror mitigate mobilize model
    modernize monitor motivate negotiate network nominate observe obtain offer operate optimize organize orient
    outline overcome oversee participate partner pave perform pilot pioneer plan pool position prepare present
    preserve prevent prioritize process procure produce project promote propose prosecute protect provide publish
    pursue quantify raise reach realize rebuild recognize recommend reconcile record recover recruit redirect reduce
    refine reform regulate reinforce relay remove replace replicate report represent request rescue research resolve
    respond restore restrict review revise run safeguard save scale screen secure seek select sensitize serve set
    settle shape share simplify solve sponsor spread standardize start steer stimulate stop streamline strengthen
    structure study submit supervise supply support sustain synthesize tackle take target teach test tighten trace
    track trade train transfer transform translate transmit treat undertake unite update upgrade uphold urge use
    utilize validate verify visit voice watch welcome widen work
    """.split()
)
# A purpose begins with a verb too, but not with one of these, which say something else about a body.
AIMS = VERBS - frozenset(
    """
    begin close complete conclude continue control cover deploy halt hold include involve join keep meet nominate
    remove replace restrict start stop trade transfer unite
    """.split()
)

# Words that begin a noun phrase after "to"; and words that follow a noun, not a verb.
DETERMINERS = frozenset(
    "the a an this that these those its their our all any both each every other some such no".split()
)
AUXILIARIES = frozenset(
    "will would shall should can could may might must has have had is are was were does do did".split()
)
PREPOSITIONS = frozenset(
    """
    of for in on by to from with at as and or about across after against among before between beyond during into
    over regarding relating that through under which who within
    """.split()
)

# What a page of CITES calls its own bodies and those who are bound by it, without its name.
OWN = ("Secretariat", "Parties", "Convention", "Conference of the Parties")

# Ordinary words that may begin a title, a theme or the name of a cluster with a capital letter: the first words of the
# titles of Resolutions and Decisions, and the like. Any other word there may be a name.
ORDINARY = frozenset(
    """
    action addressing agreement amendment amendments analysis annual aquatic assessment assistance biodiversity
    bushmeat capacity capacity-building captive climate collaboration combating communication community compliance
    conservation control cooperation coordination criteria crime cybercrime data definition demand designation
    development disposal domestic economic education electronic enforcement engagement enhancing ensuring
    environmental establishing establishment evaluation exchange export financing fisheries forest forests funding
    gender global guidance guidelines health human hunting identification illegal impact implementation import
    improving inclusion indigenous information inspection inter-agency international introduction issuance joint
    knowledge labelling legislation links livelihoods local management marine marking measures medicinal mitigation
    monitoring multilateral national natural nomenclature non-commercial non-detriment numerical partnership
    partnerships permits plant plants practical prevention procedures process production prohibition promoting
    protection quotas ranching recommendations reduction regional registration regulation reintroduction relations
    relationship reporting research reservations resources review risk role rules rural safe safety scientific
    securing significant social species specimens standard standards stocks strategic strategies strengthening
    submission support sustainability sustainable synergies synergy technical technology thematic timber tools tourism
    traceability trade traditional training transport travelling tree trees trophy universal use verification welfare
    wild wildlife work youth zoonotic
    """.split()
)
