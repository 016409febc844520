// Typing a record while a hearing goes on. What is typed is kept in the browser under an id of its own before it is sent, in
// its order, until the platform has said that it has it: without a connection nothing is lost, and sent twice it is taken
// once. Without this the form sends one statement at a time.

const desk = document.getElementById("steno");
const form = document.getElementById("steno-form");

if (desk) {
  const key = `hall:${desk.dataset.hearing}`;
  const state = desk.querySelector(".steno-state");
  const list = desk.querySelector(".steno-queue");
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? {};
    } catch {
      return {};
    }
  };
  // Another page of the same browser may have written meanwhile: what is kept is read again before it is changed.
  const change = (act) => {
    const kept = { queue: [], speakers: [], ...read() };
    act(kept);
    localStorage.setItem(key, JSON.stringify(kept));
    return kept;
  };
  const queue = () => read().queue ?? [];
  // `randomUUID` is there on secure pages alone.
  const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  // What the platform takes from no one: signs that turn the direction of other people's text, control characters, halves of
  // characters.
  const cleaned = (text) => text.replace(/[\p{Cs}\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFEFF]/gu, "");
  const shows = (text) => /[^\s\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFB]/u.test(text);
  let trouble = "";
  let sending = false;
  let again;
  // Whether a statement that was refused stands in the form, to be corrected.
  let returned = false;
  let refill = () => {};

  const show = () => {
    const waiting = queue();
    const halted = waiting.length > 0 && trouble !== "";
    const words = !halted && returned ? desk.dataset.refused : waiting.length === 0 ? desk.dataset.sent : desk.dataset[trouble || "waiting"];
    state.textContent = words.replace("{count}", waiting.length);
    state.classList.toggle("steno-trouble", halted || returned);
    list.replaceChildren(
      ...waiting.map((line) => {
        const item = document.createElement("li");
        item.textContent = line.narrative || !line.speaker ? line.body : `${line.speaker}：${line.body}`;
        return item;
      }),
    );
  };

  const send = async () => {
    clearTimeout(again);
    if (sending) return;
    sending = true;
    let pause = 0;
    let most = 50;
    try {
      while (queue().length > 0 && pause === 0) {
        const lines = queue().slice(0, most);
        const answer = await fetch(desk.dataset.post, {
          method: "POST",
          headers: { "content-type": "application/json", accept: "application/json" },
          body: JSON.stringify({ lines }),
          redirect: "manual",
          signal: AbortSignal.timeout(10_000),
        });
        if (answer.ok) {
          const taken = new Set((await answer.json()).taken.map((one) => one.client));
          change((kept) => (kept.queue = kept.queue.filter((line) => !taken.has(line.client))));
          trouble = "";
        } else if ([400, 422].includes(answer.status) && lines.length > 1) {
          // One of them is refused, and with it all: one by one it shows which.
          most = 1;
        } else if ([400, 422].includes(answer.status) && form) {
          const [refused] = lines;
          trouble = "";
          change((kept) => {
            kept.queue = kept.queue.filter((line) => line.client !== refused.client);
            kept.refused = [...(kept.refused ?? []), refused];
          });
          refill();
        } else {
          const known = { 403: "signIn", 401: "signIn", 0: "signIn", 409: "over", 400: "refused", 422: "refused" };
          trouble = known[answer.status] ?? "offline";
          pause = trouble === "offline" ? 2_000 : 15_000;
        }
        show();
      }
    } catch {
      trouble = "offline";
      pause = 2_000;
    }
    sending = false;
    show();
    if (pause > 0) again = setTimeout(send, pause);
  };

  addEventListener("online", send);
  addEventListener("storage", show);

  if (form) {
    const body = form.querySelector("[name=body]");
    const speaker = form.querySelector("[name=speaker]");
    const narrative = form.querySelector("[name=narrative]");
    const group = document.getElementById("steno-speakers");
    // Whoever was there first keeps their key.
    const speakers = () => (read().speakers ?? []).slice(0, 30);
    change((kept) => (kept.speakers = [...new Set([...kept.speakers, ...group.dataset.names.split("\n").filter(Boolean)])]));

    const choose = (name) => {
      narrative.checked = false;
      speaker.value = name;
      offer();
      body.focus();
    };
    const offer = () => {
      group.hidden = speakers().length === 0;
      group.replaceChildren(
        ...speakers().map((name, n) => {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "quiet button-small";
          button.setAttribute("aria-pressed", String(!narrative.checked && speaker.value.trim() === name));
          if (n < 9) button.setAttribute("aria-keyshortcuts", `Alt+${n + 1}`);
          button.textContent = n < 9 ? `${n + 1} ${name}` : name;
          button.addEventListener("click", () => choose(name));
          return button;
        }),
      );
    };

    const keep = () => change((kept) => (kept.draft = { body: body.value, speaker: speaker.value }));
    const put = () => {
      const words = cleaned(body.value).trim();
      const said = narrative.checked ? "" : cleaned(speaker.value).trim();
      const name = shows(said) ? [...said].slice(0, 100).join("") : "";
      // What was pasted may be longer than one statement can be.
      const parts = (words.match(/[^]{1,2400}/gu) ?? []).filter(shows);
      if (parts.length === 0) return;
      const lines = parts.map((part) => ({ client: newId(), speaker: name, body: part, narrative: narrative.checked }));
      change((kept) => {
        kept.queue.push(...lines);
        if (name && !speakers().includes(name)) kept.speakers.push(name);
        kept.draft = { body: "", speaker: speaker.value };
      });
      body.value = "";
      body.dispatchEvent(new Event("input"));
      narrative.checked = false;
      returned = false;
      refill();
      offer();
      show();
      send();
      body.focus();
    };

    // What was refused goes back into the form as soon as nothing else is being typed there.
    refill = () => {
      const refused = read().refused?.[0];
      if (!refused || body.value.trim() !== "") return;
      change((kept) => {
        kept.refused = kept.refused.slice(1);
        kept.draft = { body: refused.body, speaker: refused.speaker };
      });
      [body.value, speaker.value, narrative.checked] = [refused.body, refused.speaker, refused.narrative];
      returned = true;
      offer();
      show();
    };

    // A reload goes on where it was left.
    const draft = read().draft;
    if (draft && body.value === "") [body.value, speaker.value] = [draft.body, speaker.value || draft.speaker];
    form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        put();
      },
      true,
    );
    body.addEventListener("input", keep);
    speaker.addEventListener("input", () => (keep(), offer()));
    narrative.addEventListener("change", offer);
    // Enter that ends a word of an input method sends nothing.
    body.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      put();
    });
    addEventListener("keydown", (event) => {
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
      if (digit === "0") {
        narrative.checked = !narrative.checked;
        offer();
        body.focus();
      } else if (digit && speakers()[digit - 1]) choose(speakers()[digit - 1]);
      else return;
      event.preventDefault();
    });
    document.getElementById("steno-keys").hidden = false;
    offer();
    body.focus();
    refill();
  }
  show();
  send();
}
