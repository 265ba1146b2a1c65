from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "ratings.reviews"
    label = "reviews"
