// Uploading works without this. It adds dropping files on the form, how far an upload is, and a word before it would be refused.
(() => {
  for (const form of document.querySelectorAll("form[data-upload]")) {
    const input = form.querySelector("input[type=file]");
    const state = form.querySelector(".upload-state");
    const button = form.querySelector("button[type=submit]");
    const maxBytes = Number(form.dataset.maxBytes);
    let request = null;

    const say = (text, kind = "info") => {
      state.hidden = text === "";
      state.className = `upload-state notice notice-${kind}`;
      state.textContent = text;
    };

    const tooLarge = () =>
      [...input.files].filter((file) => file.size > maxBytes);

    const complain = () => {
      const names = tooLarge().map((file) => file.name);
      if (names.length > 0) {
        const limit = Math.floor(maxBytes / 104857.6) / 10;
        say(
          `Too large: ${names.join(", ")}. A file may have ${limit} MB.`,
          "error",
        );
      } else say("");
      return names.length > 0;
    };

    const failed = (answer) => {
      button.disabled = false;
      request = null;
      say(answer, "error");
    };

    const sentenceOf = (status, text) => {
      try {
        return JSON.parse(text).error + ".";
      } catch {
        return status === 401
          ? "You are signed out. Sign in in another tab, then press the button again."
          : status === 413
          ? "These files are too large for one upload. Choose fewer at a time."
          : `The upload failed (${status}). Press the button to try again.`;
      }
    };

    const send = () => {
      request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        const percent = Math.floor(event.loaded / event.total * 100);
        say(percent < 100 ? `Uploading: ${percent} %` : "Storing…");
      });
      request.addEventListener("load", () => {
        if (request.status !== 201) {
          return failed(sentenceOf(request.status, request.responseText));
        }
        const { attachments } = JSON.parse(request.responseText);
        const renamed = attachments.filter((file) => file.sentAs !== null)
          .map((file) => `“${file.sentAs}” is called ${file.name}`);
        request = null;
        form.reset();
        sessionStorage.setItem(
          "uploaded",
          [
            `Stored: ${attachments.map((file) => file.name).join(", ")}.`,
            ...renamed,
          ].join(" "),
        );
        location.reload();
      });
      request.addEventListener(
        "error",
        () => failed("The connection broke. Press the button to try again."),
      );
      button.disabled = true;
      say("Uploading…");
      request.send(new FormData(form));
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (request === null && !complain()) send();
    });
    input.addEventListener("change", complain);

    form.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      form.classList.add("is-over");
    });
    form.addEventListener("dragleave", () => form.classList.remove("is-over"));
    form.addEventListener("drop", (event) => {
      form.classList.remove("is-over");
      if (event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      input.files = event.dataTransfer.files;
      if (request === null && !complain()) send();
    });
    addEventListener("beforeunload", (event) => {
      if (request !== null) event.preventDefault();
    });

    const stored = sessionStorage.getItem("uploaded");
    if (stored !== null) {
      sessionStorage.removeItem("uploaded");
      say(stored, "success");
    }
  }
})();
