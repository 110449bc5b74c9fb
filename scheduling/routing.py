from django.urls import path

from scheduling.consumers.queue import QueueConsumer

urlpatterns = [path("ws/queue/<slug:office>/", QueueConsumer.as_asgi())]
