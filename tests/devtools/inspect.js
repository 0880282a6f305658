// What a page is asked, in the page: the answer is a list of complaints.
(() => {
  const complaints = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    complaints.push("wider than the window: " + root.scrollWidth + " > " + root.clientWidth);
    for (const element of document.body.querySelectorAll("*")) {
      if (element.closest(".scroll") && !element.classList.contains("scroll")) continue;
      if (element.getBoundingClientRect().right > root.clientWidth + 1) {
        complaints.push("  " + element.tagName + "." + element.getAttribute("class") + " " + element.textContent.trim().slice(0, 40));
        break;
      }
    }
  }
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  // Charts: named, described, with a table behind them; one width of each is shown.
  for (const figure of document.querySelectorAll("figure")) {
    const charts = figure.querySelectorAll("svg[role=img]");
    if (charts.length === 0) complaints.push("a figure without a chart: " + figure.id);
    if ([...charts].filter(shown).length !== 1) complaints.push("not one chart shown: " + figure.id);
    if (!figure.querySelector("details table tbody tr")) complaints.push("no table behind " + figure.id);
  }
  for (const svg of document.querySelectorAll("svg")) {
    if (svg.getAttribute("role") !== "img") complaints.push("a drawing without a role");
    for (const id of (svg.getAttribute("aria-labelledby") || "").split(" ")) {
      const label = id && document.getElementById(id);
      if (!label || !label.textContent.trim()) complaints.push("a drawing without a name or description: " + id);
    }
    if (!svg.closest("figure, section").querySelector("details table")) complaints.push("a drawing without a table");
    if (!shown(svg)) continue;
    const box = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll("text")) {
      const at = text.getBoundingClientRect();
      const words = text.textContent.slice(0, 50);
      if (at.left < box.left - 1 || at.right > box.right + 1 || at.top < box.top - 1 || at.bottom > box.bottom + 1) {
        complaints.push("text leaves its drawing: " + words);
      }
      const size = parseFloat(getComputedStyle(text).fontSize) * box.width / svg.viewBox.baseVal.width;
      if (size < 10.9) complaints.push("text of " + size.toFixed(1) + " px: " + words);
    }
  }
  // Paper cannot be clicked: the numbers behind the charts are printed.
  if (matchMedia("print").matches) {
    for (const table of document.querySelectorAll("details table")) {
      if (!shown(table)) complaints.push("a table that is not printed: " + table.caption.textContent.slice(0, 50));
    }
  }
  // Nothing that is cut is a number: one that does not fit is said in short or left to the table.
  for (const text of document.querySelectorAll("svg .cell, svg .tick")) {
    if (/^[\d,.−<>]+…$/.test(text.textContent)) complaints.push("a number is cut: " + text.textContent);
  }
  // Labels that stand on each other cannot be read.
  for (const svg of document.querySelectorAll("svg")) {
    if (!shown(svg)) continue;
    const boxes = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim());
    const places = boxes.map((text) => text.getBoundingClientRect());
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length; j++) {
        const [a, b] = [places[i], places[j]];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // Boxes of text are taller than its letters.
        if (across > 1 && down > 0.4 * Math.min(a.height, b.height)) {
          complaints.push("labels on each other: " + boxes[i].textContent.slice(0, 30) + " / " + boxes[j].textContent.slice(0, 30));
        }
      }
    }
  }
  // Headings go down one level at a time, and the page has one of the first.
  const levels = [...document.querySelectorAll("h1, h2, h3, h4")].map((heading) => Number(heading.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) complaints.push("not one heading of the first level");
  levels.forEach((level, place) => {
    if (place > 0 && level > levels[place - 1] + 1) complaints.push("a heading level is left out at number " + place);
  });
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    if (!heading.textContent.trim()) complaints.push("an empty heading");
  }
  // The skip link leads somewhere, and whoever uses the keyboard sees where they are.
  const skip = document.querySelector("a.skip");
  if (!skip || !document.querySelector(skip.getAttribute("href"))) complaints.push("no link that skips to the answer");
  if (skip && !matchMedia("print").matches) {
    skip.focus();
    if (skip.getBoundingClientRect().left < 0) complaints.push("the skip link cannot be seen when it has the focus");
    skip.blur();
  }
  const ids = new Set();
  for (const element of document.querySelectorAll("[id]")) {
    if (ids.has(element.id)) complaints.push("an identifier twice: " + element.id);
    ids.add(element.id);
  }

  // Contrast, 4.5 to 1 at least (WCAG 2.2, 1.4.3).
  const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const parse = (text) => {
    const numbers = (text.match(/[\d.]+/g) || []).map(Number);
    return { rgb: numbers.slice(0, 3), alpha: numbers.length > 3 ? numbers[3] : 1 };
  };
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ratio = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.alpha === 1 && colour.rgb.length === 3) return colour.rgb;
    }
    return [255, 255, 255];
  };
  const check = (element, colour, ground, words) => {
    const found = ratio(parse(colour).rgb, ground);
    if (found < 4.5) complaints.push("contrast " + found.toFixed(2) + ": " + words.trim().slice(0, 50));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent;
    if (!words.trim() || element.closest("svg, script, style, .skip") || !shown(element)) continue;
    check(element, getComputedStyle(element).color, behind(element), words);
  }
  for (const text of document.querySelectorAll("svg text")) {
    if (!shown(text)) continue;
    // A field of the heat map is the ground of its number; elsewhere text stands on paper or has a halo of it.
    const field = text.classList.contains("cell") && text.previousElementSibling;
    const ground = field ? parse(getComputedStyle(field).fill).rgb : behind(text.closest("svg"));
    check(text, getComputedStyle(text).fill, ground, text.textContent);
  }

  // What can be scrolled can be reached by keyboard, and every table and section has a name.
  for (const region of document.querySelectorAll(".scroll")) {
    if (region.tabIndex !== 0 || !region.getAttribute("aria-label")) complaints.push("a region without keyboard or name");
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption || !table.querySelector("th[scope=col]")) complaints.push("a table without caption or heads");
    // Laid out as blocks a table is none to a screen reader unless its roles are named.
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
      if (!/^(table|inline|caption)/.test(getComputedStyle(part).display) && !part.getAttribute("role")) {
        complaints.push("a part of a table without a role: " + part.tagName + " " + part.textContent.trim().slice(0, 30));
      }
    }
  }
  return complaints;
})()
