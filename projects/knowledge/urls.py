"""Addresses of papers and inventions."""

from django.urls import path

from knowledge.views import inventions, papers, publishing

app_name = "knowledge"
PAPER = "projects/<slug:slug>/papers/<uuid:uid>/"
INVENTION = "projects/<slug:slug>/inventions/<uuid:uid>/"
urlpatterns = [
    path("projects/<slug:slug>/papers/new/", papers.new, name="paper-new"),
    path(PAPER, papers.paper, name="paper"),
    path(f"{PAPER}edit/", papers.edit, name="paper-edit"),
    path(f"{PAPER}authors/", papers.authors, name="paper-authors"),
    path(f"{PAPER}supports/", papers.supports, name="paper-supports"),
    path(f"{PAPER}manuscripts/", papers.manuscripts, name="paper-manuscripts"),
    path(f"{PAPER}manuscripts/<int:number>/", papers.manuscript, name="paper-manuscript"),
    path(f"{PAPER}paper.bib", papers.bibtex, name="paper-bibtex"),
    path(f"{PAPER}give/", publishing.give, name="paper-give"),
    path(f"{PAPER}answer/", publishing.answer, name="paper-answer"),
    path(f"{PAPER}submit/", publishing.submit, name="paper-submit"),
    path(f"{PAPER}publish/", publishing.publish, name="paper-publish"),
    path("projects/<slug:slug>/inventions/new/", inventions.new, name="invention-new"),
    path(INVENTION, inventions.invention, name="invention"),
    path(f"{INVENTION}move/", inventions.move, name="invention-move"),
    path(f"{INVENTION}deadlines/", inventions.deadlines, name="invention-deadlines"),
    path(f"{INVENTION}licences/", inventions.licences, name="invention-licences"),
]
