const SVG = 'http://www.w3.org/2000/svg';

/** An element of a drawing. Colours come from style sheets, by class: the page's policy forbids the attribute `style`. */
export function svg(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: Node[]
): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}
