// A slider for each exceedance curve, and open tables on paper; the page is whole without it.
(function () {
  function words(value, unit) {
    if (unit === "share") return (value * 100).toPrecision(2) * 1 + " %";
    var size = Math.abs(value);
    var steps = [[1e12, " trillion"], [1e9, " billion"], [1e6, " million"]];
    for (var i = 0; i < steps.length; i++) {
      if (size >= steps[i][0]) return Number((value / steps[i][0]).toPrecision(2)) + steps[i][1];
    }
    return Number(value.toPrecision(2)).toLocaleString("en");
  }
  function often(chance) {
    var hundredths = Math.round(chance * 100);
    if (hundredths < 1) return "fewer than 1 in 100 futures";
    if (hundredths > 99) return "more than 99 in 100 futures";
    return "about " + hundredths + " in 100 futures";
  }
  var opened = [];
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (one) { one.open = true; opened.push(one); });
  });
  addEventListener("afterprint", function () {
    opened.splice(0).forEach(function (one) { one.open = false; });
  });
  document.querySelectorAll(".slider").forEach(function (slider) {
    var curve = JSON.parse(slider.dataset.curve), unit = slider.dataset.unit;
    var input = slider.querySelector("input"), output = slider.querySelector("output");
    var low = curve[0][0], high = curve[curve.length - 1][0];
    function chance(value) {
      if (value > high) return 0;
      for (var i = 1; i < curve.length; i++) {
        if (value <= curve[i][0]) {
          var a = curve[i - 1], b = curve[i], share = b[0] > a[0] ? (value - a[0]) / (b[0] - a[0]) : 1;
          return a[1] + share * (b[1] - a[1]);
        }
      }
      return 1;
    }
    function show() {
      var value = low + (high - low) * input.value / 200;
      value = Number(value.toPrecision(2));
      var text = "at least " + words(value, unit) + ": " + often(chance(Math.max(value, low)));
      output.textContent = text;
      input.setAttribute("aria-valuetext", text);
    }
    input.addEventListener("input", show);
    slider.hidden = false;
    show();
  });
})();
