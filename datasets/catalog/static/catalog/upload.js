// Sends the file of a form piece by piece before the form itself, and goes on where a broken connection stood (tus 1.0).
// Without this script the form sends its file as any form does.
for (const form of document.querySelectorAll("form[data-uploads]")) {
  const input = form.querySelector("input[type=file]");
  const area = input.closest(".upload");
  const sent = form.querySelector("input[name=upload]");
  const shown = form.querySelector("[data-upload-shown]");
  const bar = shown.querySelector("progress");
  const words = shown.querySelector("[role=status]");
  const name = form.querySelector("input[name=name]");
  const size = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  const told = (bytes) => size.format(bytes / 1e6);

  const say = (text) => {
    shown.hidden = false;
    words.textContent = text;
  };

  const ready = (file) => {
    sent.value = "";
    bar.value = 0;
    say(form.dataset.chosen.replace("{name}", file.name).replace("{size}", told(file.size)));
    if (name && !name.value) name.value = file.name.replace(/(\.[a-z0-9]{1,8}){1,2}$/i, "").replace(/[_-]+/g, " ");
  };

  input.addEventListener("change", () => input.files.length && ready(input.files[0]));
  for (const kind of ["dragenter", "dragover"])
    area.addEventListener(kind, (event) => {
      event.preventDefault();
      area.dataset.over = "";
    });
  for (const kind of ["dragleave", "drop"])
    area.addEventListener(kind, (event) => {
      if (!area.contains(event.relatedTarget)) delete area.dataset.over;
    });
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    ready(input.files[0]);
  });

  form.addEventListener("submit", async (event) => {
    if (sent.value || !input.files.length) return;
    event.preventDefault();
    const file = input.files[0];
    const buttons = form.querySelectorAll("button");
    const wait = (is) => buttons.forEach((button) => (button.disabled = is));
    wait(true);
    const upload = new tus.Upload(file, {
      endpoint: form.dataset.uploads,
      chunkSize: 16 * 1024 * 1024,
      retryDelays: [0, 1000, 3000, 5000, 10000, 20000],
      removeFingerprintOnSuccess: true,
      headers: { "X-CSRFToken": form.querySelector("input[name=csrfmiddlewaretoken]").value },
      metadata: { filename: file.name },
      onProgress: (bytes, all) => {
        bar.value = all ? (100 * bytes) / all : 100;
        say(form.dataset.going.replace("{done}", told(bytes)).replace("{size}", told(all)));
      },
      onError: (error) => {
        wait(false);
        let why = "";
        try {
          why = JSON.parse(error.originalResponse.getBody()).detail || "";
        } catch {
          why = "";
        }
        say(why || form.dataset.failed);
      },
      onSuccess: () => {
        sent.value = upload.url.replace(/\/$/, "").split("/").pop();
        input.disabled = true;
        form.submit();
      },
    });
    const [before] = await upload.findPreviousUploads();
    if (before) upload.resumeFromPreviousUpload(before);
    upload.start();
  });
}
