// Metres only, and no link out of a page that opens with no network.
L.Control.Attribution.prototype.options.prefix = "Leaflet";
L.Map.addInitHook(function () { L.control.scale({ imperial: false }).addTo(this); });

// What a map page shows of a feature. Words become text nodes, never markup: people typed them.
function gridappFacts(rows) {
  const table = document.createElement("table");
  table.className = "facts";
  for (const [name, value] of rows) {
    const row = table.insertRow();
    row.appendChild(document.createElement("th")).textContent = name;
    row.insertCell().textContent = value;
  }
  return table;
}
function gridappName(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}
function gridappFeature(isNamed) {
  return (feature, layer) => {
    const { rows, name } = feature.properties;
    if (rows.length) layer.bindPopup(() => gridappFacts(rows), { maxWidth: 360 });
    if (!name) return;
    if (isNamed) layer.bindTooltip(gridappName(name), { permanent: true, direction: "center", className: "name" });
    else layer.bindTooltip(gridappName(name), { sticky: true });
  };
}
function gridappSigns(signs) {
  return (feature, place) => {
    const sign = signs[feature.properties.sign];
    const icon = L.divIcon({ className: "sign", html: sign.svg, iconSize: [sign.size, sign.size] });
    return L.marker(place, { icon, keyboard: true, alt: feature.properties.name || "" });
  };
}
