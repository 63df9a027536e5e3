"use strict";
// Arrow keys, Page Up and Page Down turn; space and Enter reveal what waits, then turn; Home and End; s: the speaker's window.
(function () {
    const slides = [...document.querySelectorAll("section")];
    let now = 0, notes = null, began = Date.now();
    const waiting = () => slides[now].querySelector("div.later:not(.shown)");
    function notesOf(slide) {
        const all = slide.closest("article");
        return all ? [...all.querySelectorAll("aside.notes")].map(n => n.innerHTML).join("") : "";
    }
    function titleOf(slide) {
        const h = slide && slide.querySelector("h1, h2");
        return h ? h.textContent : "";
    }
    function tell() {
        if (!notes || notes.closed) return;
        const d = notes.document, put = (id, html) => { d.getElementById(id).innerHTML = html; };
        const minutes = Math.floor((Date.now() - began) / 60000);
        put("at", `${now + 1} / ${slides.length}: ${titleOf(slides[now])}; ${minutes} min`);
        put("hidden", [...slides[now].querySelectorAll("div.later:not(.shown)")].map(x => x.innerHTML).join(""));
        put("next", titleOf(slides[now + 1]));
        put("notes", notesOf(slides[now]));
    }
    function show(n) {
        slides[now].classList.remove("now");
        now = Math.max(0, Math.min(n, slides.length - 1));
        slides[now].classList.add("now");
        document.getElementById("place").textContent = `${now + 1} / ${slides.length}`;
        history.replaceState(null, "", "#" + (now + 1));
        tell();
    }
    function reveal() {
        const next = waiting();
        if (next) { next.classList.add("shown"); tell(); } else show(now + 1);
    }
    function speaker() {
        notes = window.open("", "actfn-notes", "width=900,height=700");
        if (!notes) return;
        notes.document.write("<!DOCTYPE html><html lang=\"en\"><title>Speaker's notes</title><style>body{font:22px/1.4 sans-serif;margin:1em}" +
            "h2{font-size:1em;color:#52606d;margin:1em 0 .2em}img{max-width:60%}</style><h1 id=\"at\" style=\"font-size:1.1em\"></h1>" +
            "<h2>Still hidden</h2><div id=\"hidden\"></div><h2>Teaching notes</h2><div id=\"notes\"></div><h2>Next</h2><div id=\"next\"></div></html>");
        notes.document.close();
        notes.addEventListener("keydown", key);
        tell();
    }
    function key(e) {
        if (e.ctrlKey || e.altKey || e.metaKey) return;
        const turn = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 }[e.key];
        if (turn) show(now + turn);
        else if (e.key === " " || e.key === "Enter") reveal();
        else if (e.key === "Home") show(0);
        else if (e.key === "End") show(slides.length - 1);
        else if (e.key === "s") speaker();
        else return;
        e.preventDefault();
    }
    document.addEventListener("keydown", key);
    setInterval(tell, 10000);
    show((parseInt(location.hash.slice(1), 10) || 1) - 1);
})();
