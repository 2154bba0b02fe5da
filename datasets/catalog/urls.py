"""Addresses of datasets."""

from django.urls import path

from catalog import croissant_views, draft_views, fusion_views, rows_views, views, withdrawal_views

app_name = "catalog"
urlpatterns = [
    path("datasets/", views.dataset_list, name="list"),
    path("datasets/new/", draft_views.dataset_new, name="new"),
    path("datasets/combine/", fusion_views.combine, name="combine"),
    path("datasets/combined/<uuid:uid>/", fusion_views.fusion_page, name="fusion"),
    path("datasets/drafts/<uuid:uid>/", draft_views.draft_page, name="draft"),
    path("datasets/drafts/<uuid:uid>/live/", draft_views.draft_live, name="draft_live"),
    path("datasets/drafts/<uuid:uid>/leave/", draft_views.draft_leave, name="draft_leave"),
    path("datasets/<slug:slug>/", views.dataset_page, name="dataset"),
    path("datasets/<slug:slug>/combine-again/", fusion_views.combine_again, name="combine_again"),
    path("datasets/<slug:slug>/withdraw/", withdrawal_views.withdrawal_new, name="withdraw"),
    path("datasets/<slug:slug>/withdrawals/<uuid:uid>/", withdrawal_views.withdrawal_page, name="withdrawal"),
    path("datasets/<slug:slug>/versions/new/", draft_views.dataset_version_new, name="version_new"),
    path("datasets/<slug:slug>/<int:number>/croissant.json", croissant_views.dataset_croissant, name="croissant"),
    path("datasets/<slug:slug>/<int:number>/rows/", rows_views.rows_page, name="rows"),
    path("datasets/<slug:slug>/<int:number>/profile/", rows_views.profile_version, name="profile"),
    path("datasets/<slug:slug>/<int:number>/files/<slug:role>/", views.dataset_file, name="file"),
]
