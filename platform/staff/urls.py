from django.urls import path

from staff import invitations, private_proofs, proofs, senders, views

urlpatterns = [
    path("desk/", views.queue, name="desk"),
    path("desk/cases/<slug:public_id>/", views.case, name="case"),
    path("desk/cases/<slug:public_id>/claim/", views.claim, name="claim_case"),
    path("desk/cases/<slug:public_id>/proof/", views.reexamine, name="reexamine"),
    path("desk/reviews/<slug:public_id>/case/", views.open_review_case, name="open_case"),
    path("desk/appeals/", views.appeals, name="appeals"),
    path("desk/appeals/<slug:public_id>/", views.appeal, name="desk_appeal"),
    path("desk/invitations/", invitations.invitation_shares, name="invitation_shares"),
    path("desk/private/", private_proofs.classes, name="private_classes"),
    path("desk/private/<slug:public_id>/carry-out/", private_proofs.carry_out, name="carry_out_revocation"),
    path("desk/private/<slug:public_id>/drop/", private_proofs.drop, name="drop_revocation"),
    path("desk/proposals/", views.proposals, name="proposals"),
    path("desk/proposals/<slug:public_id>/", views.proposal, name="proposal"),
    path("desk/proposals/<slug:public_id>/accept/", views.accept, name="accept_proposal"),
    path("desk/proposals/<slug:public_id>/refuse/", views.refuse, name="refuse_proposal"),
    path("desk/proofs/", proofs.queue, name="inspections"),
    path("desk/proofs/openings/", proofs.all_openings, name="openings"),
    path("desk/proofs/<slug:public_id>/", proofs.inspection, name="inspection"),
    path("desk/proofs/<slug:public_id>/claim/", proofs.claim, name="claim_inspection"),
    path("desk/proofs/<slug:public_id>/accept/", proofs.accept, name="accept_inspected"),
    path("desk/proofs/<slug:public_id>/refuse/", proofs.refuse, name="refuse_inspected"),
    path("desk/proofs/<slug:public_id>/files/<slug:file>/", proofs.page, name="proof_page"),
    path("desk/senders/", senders.senders, name="senders"),
    path("desk/senders/<slug:public_id>/confirm/", senders.confirm, name="confirm_sender"),
    path("desk/senders/<slug:public_id>/refuse/", senders.refuse, name="refuse_sender"),
]
