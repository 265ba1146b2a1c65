from django.urls import path

from web.views import business, invitations, me, orders, proving, public, unsubscribing, writing

urlpatterns = [
    path("", public.home, name="home"),
    path("companies/", public.companies, name="companies"),
    path("companies/propose/", writing.propose, name="propose"),
    path("companies/<slug:slug>/", public.company, name="company"),
    path("sectors/<str:code>/", public.sector, name="sector"),
    path("reviews/<slug:public_id>/", public.review, name="review"),
    path("decisions/<slug:public_id>/", public.decision, name="decision"),
    path("methodology/", public.methodology, name="methodology"),
    path("i/<slug:token>/", invitations.invitation, name="invitation"),
    path("u/<slug:token>/", unsubscribing.unsubscribing, name="unsubscribe"),
    path("prove/<slug:slug>/", proving.prove, name="prove"),
    path("write/<slug:slug>/", writing.write, name="write"),
    path("me/", me.me, name="me"),
    path("me/reviews/<slug:public_id>/", me.my_review, name="my_review"),
    path("me/reviews/<slug:public_id>/revise/", me.revise, name="revise"),
    path("me/reviews/<slug:public_id>/withdraw/", me.withdraw, name="withdraw"),
    path("me/reviews/<slug:public_id>/outcome/", me.outcome, name="outcome"),
    path("me/reviews/<slug:public_id>/object/", me.object_to, name="object_to"),
    path("me/reviews/<slug:public_id>/appeal/<slug:decision>/", me.appeal, name="appeal"),
    path("business/", business.companies, name="business"),
    path("business/<slug:slug>/", business.company_inbox, name="inbox"),
    path("business/<slug:slug>/orders/", orders.orders, name="orders"),
    path("business/<slug:slug>/orders/file/", orders.order_file, name="order_file"),
    path("business/<slug:slug>/reviews/<slug:public_id>/", business.answer, name="answer"),
    path("business/<slug:slug>/reviews/<slug:public_id>/withdraw/", business.take_back, name="take_back"),
    path(
        "business/<slug:slug>/reviews/<slug:public_id>/appeal/<slug:decision>/",
        business.appeal_reply,
        name="appeal_reply",
    ),
]
