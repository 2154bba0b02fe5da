"""Addresses of shared projects."""

from django.urls import path

from collaborations.meetings.urls import urlpatterns as meetings
from collaborations.views import changing, ethics, objectives, parties, planning, projects, records

app_name = "collaborations"
urlpatterns = [
    path("projects/", projects.project_list, name="list"),
    path("projects/new/", projects.project_new, name="new"),
    path("projects/invitations/<uuid:uid>/", parties.invitation, name="invitation"),
    path("projects/invitations/<uuid:uid>/withdraw/", parties.withdraw, name="invitation-withdraw"),
    path("projects/<slug:slug>/", projects.project_page, name="project"),
    path("projects/<slug:slug>/ethics/", ethics.file, name="ethics"),
    path("projects/<slug:slug>/ethics/<uuid:uid>/document/", ethics.document, name="ethics-document"),
    path("projects/<slug:slug>/ethics/<uuid:uid>/accept/", ethics.accept, name="ethics-accept"),
    path("projects/<slug:slug>/objectives/", objectives.objectives, name="objectives"),
    path("projects/<slug:slug>/objectives/<uuid:uid>/", objectives.objective, name="objective"),
    path("projects/<slug:slug>/objectives/<uuid:uid>/expectation/", objectives.expectation, name="expectation"),
    path("projects/<slug:slug>/objectives/<uuid:uid>/agree/", objectives.agree, name="objective-agree"),
    path("projects/<slug:slug>/objectives/<uuid:uid>/drop/", objectives.drop, name="objective-drop"),
    path("projects/<slug:slug>/tasks/", planning.tasks, name="tasks"),
    path("projects/<slug:slug>/tasks/<uuid:uid>/", planning.task, name="task"),
    path("projects/<slug:slug>/tasks/<uuid:uid>/move/", planning.move, name="task-move"),
    path("projects/<slug:slug>/tasks/<uuid:uid>/drop/", planning.drop_task, name="task-drop"),
    path("projects/<slug:slug>/milestones/", planning.milestones, name="milestones"),
    path("projects/<slug:slug>/milestones/<uuid:uid>/", planning.milestone, name="milestone"),
    path("projects/<slug:slug>/milestones/<uuid:uid>/drop/", planning.drop_milestone, name="milestone-drop"),
    path("projects/<slug:slug>/risks/", records.risks, name="risks"),
    path("projects/<slug:slug>/risks/<uuid:uid>/settle/", records.settle, name="risk-settle"),
    path("projects/<slug:slug>/decisions/", records.decisions, name="decisions"),
    *meetings,
    path("projects/<slug:slug>/parties/", parties.parties, name="parties"),
    path("projects/<slug:slug>/parties/<slug:party>/", parties.part, name="part"),
    path("projects/<slug:slug>/purpose/", changing.purpose, name="purpose"),
    path("projects/<slug:slug>/team/", changing.team, name="team"),
    path("projects/<slug:slug>/team/<uuid:uid>/", changing.member, name="member"),
    path("projects/<slug:slug>/confirm/", projects.project_confirm, name="confirm"),
]
