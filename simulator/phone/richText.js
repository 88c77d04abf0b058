import { html, useState } from './vendor/preact.js';
import { formatText, isBigEmoji } from './format.js';
import { nameOf } from './view.js';

const FOLD_AT = 1500;

const drawNodes = (nodes, names) => nodes.map((node) => drawNode(node, names));

function drawNode(node, names) {
	switch (node.type) {
		case 'bold':
			return html`<strong>${drawNodes(node.nodes, names)}</strong>`;
		case 'italic':
			return html`<em>${drawNodes(node.nodes, names)}</em>`;
		case 'strike':
			return html`<s>${drawNodes(node.nodes, names)}</s>`;
		case 'code':
			return html`<code>${node.text}</code>`;
		case 'link':
			return html`<a href=${node.href} target="_blank" rel="noopener noreferrer">${node.text}</a>`;
		case 'mention':
			return html`<span class="mention" title=${node.jid}>@${nameOf(node.jid, names)}</span>`;
		default:
			return node.text;
	}
}

function drawBlock(block, names) {
	if (block.kind === 'mono') return html`<pre>${block.text}</pre>`;
	if (block.kind === 'quote')
		return html`<blockquote>${drawNodes(block.nodes, names)}</blockquote>`;
	if (block.kind === 'item') {
		return html`<div class="item">
			<span>${block.marker}</span><span>${drawNodes(block.nodes, names)}</span>
		</div>`;
	}
	return html`<div>${drawNodes(block.nodes, names)}</div>`;
}

export function RichText({ text: given, mentions, names }) {
	const text = given.trimEnd();
	const [whole, setWhole] = useState(false);
	const folded = !whole && text.length > FOLD_AT;
	const shown = folded ? `${text.slice(0, FOLD_AT).replace(/\s+\S*$/, '')}…` : text;
	return html`
		<div class=${`text ${isBigEmoji(text) ? 'big' : ''}`} dir="auto">
			${formatText(shown, mentions).map((block) => drawBlock(block, names))}
			${folded &&
			html`<button type="button" class="link-button" onClick=${() => setWhole(true)}>
				Read more
			</button>`}
		</div>
	`;
}
