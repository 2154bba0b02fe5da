"""Forms in our look: every `{{ form }}` and every field group is drawn by our components."""

from django.forms.renderers import TemplatesSetting


class LookRenderer(TemplatesSetting):
    """Draws forms with the components, and takes widgets from wherever the template engine finds them."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
