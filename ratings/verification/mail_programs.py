"""How to get an untouched copy of a mail out of each mail program; shown by the pages, and told in docs/receipts.md."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Device(StrEnum):
    """Where a program runs: a browser on a computer counts as a computer."""

    COMPUTER = "computer"
    PHONE = "phone"


class Copy(StrEnum):
    """Whether an untouched copy can be had: yes; it may be changed on its way, so that our check may refuse it; no."""

    YES = "yes"
    UNSURE = "unsure"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailProgram:
    """
    One mail program: how to save a mail as it came, and how to forward it as an attachment.

    Empty where it has no such command. `note` says what to look out for, or what to do instead.
    """

    code: str
    name: str | Promise
    device: Device
    copy: Copy
    save: str | Promise = ""
    attach: str | Promise = ""
    note: str | Promise = ""


_ELSEWHERE = _("Open the same mailbox in a browser on a computer, or show the receipt as a photo or PDF.")

MAIL_PROGRAMS = (
    MailProgram(
        code="gmail-web",
        name="Gmail (mail.google.com)",
        device=Device.COMPUTER,
        copy=Copy.YES,
        save=_("Open the mail, then ⋮ beside Reply, then “Download message”. A file ending in .eml is saved."),
        attach=_("Tick the mail in the list, then ⋮ above the list, then “Forward as attachment”."),
    ),
    MailProgram(
        code="gmail-app",
        name="Gmail (Android, iPhone)",
        device=Device.PHONE,
        copy=Copy.NO,
        note=_ELSEWHERE,
    ),
    MailProgram(
        code="outlook-web",
        name="Outlook.com, Outlook on the web, new Outlook for Windows",
        device=Device.COMPUTER,
        copy=Copy.YES,
        save=_("Open the mail, then ⋯ at the top right of it, then “Save as” or “Download”, then “EML”."),
        attach=_("Open the mail, then ⋯, then “Other reply actions”, then “Forward as attachment”."),
        note=_("Saving is the surer way: Microsoft's servers may re-write a mail that is sent on as attachment."),
    ),
    MailProgram(
        code="outlook-classic",
        name="Outlook for Windows (classic)",
        device=Device.COMPUTER,
        copy=Copy.UNSURE,
        attach=_("Select the mail, then Home, “More”, “Forward as Attachment” (Ctrl+Alt+F)."),
        note=_(
            "It saves .msg files, which are no mail any more, and often re-writes what it attaches. Where the mailbox "
            "has a web page too, save the mail there."
        ),
    ),
    MailProgram(
        code="outlook-app",
        name="Outlook (Android, iPhone)",
        device=Device.PHONE,
        copy=Copy.NO,
        note=_ELSEWHERE,
    ),
    MailProgram(
        code="apple-mac",
        name="Apple Mail (Mac)",
        device=Device.COMPUTER,
        copy=Copy.YES,
        save=_(
            "Select the mail, then File, “Save As…”, format “Raw Message Source”. Or drag the mail out of the list "
            "onto the desktop."
        ),
        attach=_("Select the mail, then Message, “Forward as Attachment”."),
    ),
    MailProgram(
        code="apple-ios",
        name="Apple Mail (iPhone, iPad)",
        device=Device.PHONE,
        copy=Copy.NO,
        note=_ELSEWHERE,
    ),
    MailProgram(
        code="thunderbird",
        name="Thunderbird (Windows, Mac, Linux)",
        device=Device.COMPUTER,
        copy=Copy.YES,
        save=_("Select the mail, then ☰ or File, “Save As”, “File…” (Ctrl+S), and keep the ending .eml."),
        attach=_("Select the mail, then Message, “Forward As”, “Attachment”."),
    ),
    MailProgram(
        code="thunderbird-android",
        name="Thunderbird for Android, K-9 Mail",
        device=Device.PHONE,
        copy=Copy.UNSURE,
        attach=_("Open the mail, then ⋮ beside Reply, then “Forward as attachment”."),
        note=_("Let the app download the complete mail first, else only a part of it is attached."),
    ),
    MailProgram(
        code="samsung",
        name="Samsung Email (Android)",
        device=Device.PHONE,
        copy=Copy.NO,
        note=_ELSEWHERE,
    ),
    MailProgram(
        code="gmx-webde",
        name="GMX, WEB.DE (browser)",
        device=Device.COMPUTER,
        copy=Copy.UNSURE,
        note=_(
            "Open the mail and look under “More” (⋮) for a command that saves it as a file. Where there is none, "
            "open the mailbox in Thunderbird (IMAP) and save it there."
        ),
    ),
    MailProgram(
        code="proton",
        name="Proton Mail (browser)",
        device=Device.COMPUTER,
        copy=Copy.UNSURE,
        save=_("Open the mail, then ⋯ (More), then “Export”. A file ending in .eml is saved."),
        note=_(
            "Proton stores mails in a form of its own and puts them together again for export, so that signatures "
            "often do not fit any more. If it is refused, show the receipt as a photo or PDF."
        ),
    ),
    MailProgram(
        code="yahoo",
        name="Yahoo Mail (browser)",
        device=Device.COMPUTER,
        copy=Copy.UNSURE,
        save=_("Open the mail, then ⋯ (More), then “View raw message”, and save that page as a text file."),
        note=_(
            "The page must be saved as it is, without copying and pasting. The surer way is to open the mailbox in "
            "Thunderbird (IMAP) and save the mail there."
        ),
    ),
    MailProgram(
        code="orange-laposte",
        name="Orange, La Poste, SFR, Free (browser)",
        device=Device.COMPUTER,
        copy=Copy.UNSURE,
        note=_(
            "Their pages change often, and not all can save a mail as it came. Open the mailbox in Thunderbird (IMAP) "
            "and save the mail there."
        ),
    ),
    MailProgram(
        code="roundcube",
        name="Roundcube (web mail of many providers)",
        device=Device.COMPUTER,
        copy=Copy.YES,
        save=_("Open the mail, then “More”, “Download”. A file ending in .eml is saved."),
        attach=_("Open the mail, then the arrow beside “Forward”, “Forward as attachment”."),
    ),
    MailProgram(
        code="other-computer",
        name=_("Another program on a computer"),
        device=Device.COMPUTER,
        copy=Copy.UNSURE,
        note=_(
            "Look for “Save as” with the file type .eml, for “Download original”, or for “Forward as attachment”. A "
            "PDF, a printout or a copied text is no mail, but can be shown as a document."
        ),
    ),
    MailProgram(
        code="other-phone",
        name=_("Another app on a phone"),
        device=Device.PHONE,
        copy=Copy.NO,
        note=_ELSEWHERE,
    ),
)


def mail_programs(device: Device | None = None) -> tuple[MailProgram, ...]:
    """Return the programs of one kind of device, or all, those that give an untouched copy first."""
    order = list(Copy)
    of_it = [one for one in MAIL_PROGRAMS if device in (None, one.device)]
    return tuple(sorted(of_it, key=lambda one: order.index(one.copy)))
