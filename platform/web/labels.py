"""What pages call things. The word "verified" stands here, beside methods of proof, and nowhere else."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ratings.kernel.refusals import Words
from ratings.moderation.rules import GROUNDS

type Labels = Mapping[str, Words]

METHODS: Labels = {
    "signed_receipt": _("Verified by a signed receipt"),
    "document": _("Verified by a document"),
    "invitation": _("Verified by invitation for an order"),
    "purchase_token": _("Verified by the company's own system"),
    "private": _("Verified privately"),
}
METHOD_NAMES: Labels = {
    "signed_receipt": _("Signed receipt"),
    "document": _("Document"),
    "invitation": _("Invitation"),
    "purchase_token": _("Company's system"),
    "private": _("Private proof"),
    "imported": _("Imported"),
}
GROUPS: Labels = {
    "customer": _("Proof shown by the customer"),
    "company": _("Proof from the company's records"),
    "none": _("No proof of ours"),
}
DIMENSIONS: Labels = {
    "overall": _("Overall"),
    "quality": _("Quality"),
    "delivery": _("Delivery"),
    "support": _("Support"),
    "value": _("Value for money"),
    "complaint_handling": _("Handling of complaints"),
}
CONNECTIONS: Labels = {
    "none": _("None: I am a customer only"),
    "employee": _("I work or worked there"),
    "family": _("Family or friends work there"),
    "competitor": _("I work for a competitor"),
    "incentive": _("I was offered something for it"),
}
CONNECTION_MARKS: Labels = {
    "employee": _("Works or worked there: not counted"),
    "family": _("Family or friends work there: not counted"),
    "competitor": _("Works for a competitor: not counted"),
    "incentive": _("Was offered something for it: not counted"),
}
NOT_COUNTED: Labels = {
    "imported": _("Not counted in any score: we did not check it."),
    "earlier-voice": _("Not counted: its author has written a newer review, and each customer has one counted voice."),
    "connection": _("Not counted: its author has a connection with the company."),
}
POSITIONS: Labels = {
    "agrees": _("Agrees"),
    "disputes_facts": _("Disputes the facts"),
    "fixed": _("Says it is fixed"),
    "refunded": _("Says it was refunded"),
    "policy": _("Explains its policy"),
    "not_our_customer": _("Says this was not its customer"),
}
POSITION_CHOICES: Labels = {
    "agrees": _("We agree"),
    "disputes_facts": _("We dispute the facts"),
    "fixed": _("We have fixed it"),
    "refunded": _("We have refunded it"),
    "policy": _("This is our policy"),
    "not_our_customer": _("This was not our customer"),
}
OUTCOMES: Labels = {
    "resolved": _("Solved, says the customer"),
    "partly": _("Partly solved, says the customer"),
    "not_resolved": _("Not solved, says the customer"),
}
OUTCOME_CHOICES: Labels = {
    "resolved": _("Yes, solved"),
    "partly": _("Partly"),
    "not_resolved": _("No, not solved"),
}
REVIEW_STATES: Labels = {
    "submitted": _("Waits for the proof"),
    "screening": _("Being checked"),
    "held": _("Before a moderator"),
    "returned": _("Returned to you"),
    "published": _("Public"),
    "rejected": _("Rejected"),
    "removed": _("Removed"),
    "withdrawn": _("Withdrawn"),
    "lapsed": _("Lapsed"),
}
REVISION_STATES: Labels = {
    "screening": _("Being checked"),
    "held": _("Before a moderator"),
    "live": _("Public"),
    "refused": _("Refused"),
    "superseded": _("Replaced by a newer one"),
}
REPLY_STATES: Labels = {
    "screening": _("Being checked"),
    "held": _("Before a moderator"),
    "preview": _("Shown to the customer first"),
    "live": _("Public"),
    "refused": _("Refused"),
    "removed": _("Removed"),
    "withdrawn": _("Withdrawn"),
}
SENDER_KINDS: Labels = {
    "platform": _("Shop platform: sends for this one company"),
    "marketplace": _("Marketplace: sends for the merchant that the mail names"),
    "payment": _("Payment service: sends for the merchant that the mail names"),
}
PURCHASE_STATES: Labels = {
    "pending": _("being checked"),
    "accepted": _("accepted"),
    "refused": _("not accepted"),
    "revoked": _("revoked"),
}
KEY_STATES: Labels = {
    "coming": _("not valid yet"),
    "valid": _("valid"),
    "retired": _("retired"),
    "revoked": _("revoked"),
}
INSPECTION_REASONS: Labels = {
    "document": _("Document"),
    "unclear_mail": _("Mail that our rules cannot tell"),
    "unknown_sender": _("Mail from a sender we do not know"),
    "many_companies": _("Account with many companies this month"),
    "reused": _("Looks like a file shown before"),
    "re_examination": _("Looked at again for a case"),
}
INSPECTION_STATES: Labels = {
    "open": _("open"),
    "accepted": _("accepted"),
    "refused": _("refused"),
    "closed": _("closed without a look"),
}
SHOWS: Labels = {
    "order": _("An order"),
    "dispatch": _("A dispatch"),
    "delivery": _("A delivery"),
    "bill": _("A bill"),
    "payment": _("A payment"),
    "contract": _("A contract"),
    "visit": _("A visit, ticket or booking that was used"),
    "other": _("Another dealing"),
}
ACTIONS: Labels = {
    "publish": pgettext_lazy("decision", "Published"),
    "return": pgettext_lazy("decision", "Returned to its author"),
    "reject": pgettext_lazy("decision", "Rejected"),
    "remove": pgettext_lazy("decision", "Removed"),
    "keep": pgettext_lazy("decision", "Kept"),
    "restore": pgettext_lazy("decision", "Restored"),
    "revoke_proof": pgettext_lazy("decision", "Proof revoked, review removed"),
    "revoke_hold": pgettext_lazy("decision", "Proof revoked, review held"),
}
GROUND_NAMES: Labels = {"none": _("No ground: nothing is restricted")} | {
    name: ground.title for name, ground in GROUNDS.items()
}
SIGNALS: Labels = {
    "personal_data": _("Personal data"),
    "link": _("Link"),
    "advertising": _("Advertising"),
    "profanity": _("Swearing"),
    "abuse": _("Abuse"),
    "near_duplicate": _("Much like another text"),
}
CAUSES: Labels = {
    "screening": _("Held by screening"),
    "moderator": _("Opened by a moderator"),
    "author": _("The author says that the reply reveals them"),
    "proof": _("Held with its proof, which was revoked"),
}
APPEAL_STATES: Labels = {
    "open": _("Appeal open"),
    "upheld": _("Appeal decided: the decision stands"),
    "reversed": _("Appeal decided: the decision was reversed"),
}
PROPOSAL_STATES: Labels = {
    "waiting": _("waits"),
    "opened": _("page opened"),
    "refused": _("refused"),
}
PROPOSAL_REASONS: Labels = {
    "a-person": _("this is a person in business, and people are not rated here"),
    "not-found": _("no legal person was found behind this address"),
    "known": _("this company has a page already"),
}
TEAM_ROLES: Labels = {
    "owner": _("Owner"),
    "manager": _("Manager"),
    "responder": _("Responder"),
    "analyst": _("Analyst: reads only"),
}
TABLES: Mapping[str, Labels] = {
    "method": METHODS,
    "method_name": METHOD_NAMES,
    "group": GROUPS,
    "dimension": DIMENSIONS,
    "connection": CONNECTION_MARKS,
    "not_counted": NOT_COUNTED,
    "position": POSITIONS,
    "outcome": OUTCOMES,
    "review_state": REVIEW_STATES,
    "revision_state": REVISION_STATES,
    "reply_state": REPLY_STATES,
    "purchase_state": PURCHASE_STATES,
    "key_state": KEY_STATES,
    "inspection_reason": INSPECTION_REASONS,
    "inspection_state": INSPECTION_STATES,
    "shows": SHOWS,
    "sender_kind": SENDER_KINDS,
    "action": ACTIONS,
    "ground": GROUND_NAMES,
    "signal": SIGNALS,
    "cause": CAUSES,
    "appeal_state": APPEAL_STATES,
    "proposal_state": PROPOSAL_STATES,
    "proposal_reason": PROPOSAL_REASONS,
    "team_role": TEAM_ROLES,
}


def label(table: str, code: str) -> str:
    """
    Return what pages call a code, the code itself where it has no name.

    >>> label("method_name", "invitation"), label("method_name", "")
    ('Invitation', '')
    """
    return str(TABLES[table].get(code, code))
