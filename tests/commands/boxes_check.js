/* Words in figures, by the boxes that the browser gives them: which stand on each other, and which leave the sheet. */
const found = [];
for (const svg of document.querySelectorAll('svg')) {
    const sheet = svg.getBoundingClientRect(), name = svg.parentNode.id;
    const words = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).map(t => {
        const r = t.getBoundingClientRect(), up = Math.abs(r.height) > 1.5 * Math.abs(r.width);
        /* a line is higher than its letters */
        const dx = up ? .25 * r.width : 1, dy = up ? 1 : .25 * r.height;
        return { text: t.textContent.trim(), left: r.left + dx, right: r.right - dx, top: r.top + dy, bottom: r.bottom - dy };
    });
    for (const w of words)
        if (w.left < sheet.left - 1 || w.right > sheet.right + 1 || w.top < sheet.top - 1 || w.bottom > sheet.bottom + 1)
            found.push(name + ': outside: ' + w.text);
    words.forEach((a, i) => words.slice(i + 1).forEach(b => {
        /* the same words in the same place are one label with its background */
        if (a.text === b.text && Math.abs(a.left - b.left) < 1 && Math.abs(a.top - b.top) < 1)
            return;
        if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
            found.push(name + ': "' + a.text + '" on "' + b.text + '"');
    }));
    found.push(name + ': ' + words.length + ' words looked at');
}
document.body.innerHTML = '';
const said = document.createElement('pre');
said.id = 'result';
said.textContent = found.join('\n');
document.body.append(said);
