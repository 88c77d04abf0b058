import { convert } from '../convert';

// Pasted workflows may come from anyone, so all their content is added to the page as text, never as HTML.

const by = (id) => document.getElementById(id);
const input = by('input');

const SAMPLE = {
	nodes: [
		{
			id: 'sample',
			name: 'Send WhatsApp',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			position: [0, 0],
			parameters: {
				method: 'POST',
				url: 'https://evolution.example.com/message/sendText/shop',
				sendHeaders: true,
				headerParameters: { parameters: [{ name: 'apikey', value: '={{ $json.key }}' }] },
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '={{ { "number": $json.phone, "text": "Hello " + $json.name } }}',
			},
		},
	],
	connections: {},
};

let result;
let waiting;

function element(name, className, text) {
	const made = document.createElement(name);
	if (className) made.className = className;
	if (text !== undefined) made.textContent = text;
	return made;
}

function update() {
	clearTimeout(waiting);
	const text = input.value.trim();
	by('outcome').hidden = text === '';
	by('copied').textContent = '';
	by('summary').textContent = '';
	if (text === '') return;
	let json;
	try {
		json = JSON.parse(text);
	} catch {
		show(undefined, {
			lines: [
				{
					kind: 'left',
					node: '',
					text: 'This is not JSON. Copy the nodes in n8n, or download the workflow.',
				},
			],
			replaced: [],
		});
		return;
	}
	const name = by('credential').value.trim();
	const credential = name === '' ? undefined : { type: by('type').value, name };
	const { result: converted, report } = convert(json, { credential });
	show(converted === json ? undefined : converted, report);
}

function show(converted, { lines, replaced }) {
	result = converted === undefined ? undefined : JSON.stringify(converted, null, 2);
	by('take').hidden = by('paste').hidden = result === undefined;
	const count = (kind) => {
		const ofKind = lines.filter((line) => line.kind === kind);
		return new Set(ofKind.map(({ node, text }) => node || text)).size;
	};
	by('summary').textContent =
		result === undefined
			? 'There is nothing to copy.'
			: `${replaced.length} ${replaced.length === 1 ? 'node' : 'nodes'} converted. ` +
				`${count('check')} to check, ${count('left')} left as they are` +
				`${count('simpler') > 0 ? `, ${count('simpler')} no longer needed` : ''}.`;
	by('lines').replaceChildren(
		...lines.map(({ kind, node, text, page }) => {
			const line = element('li', kind);
			line.append(element('b', '', kind), ' ', node === '' ? '' : `${node}: `, text);
			if (page !== undefined) line.append(' See ', linkTo(page), '.');
			return line;
		}),
	);
	by('nodes').replaceChildren(...replaced.map(pairOf));
}

/** Returns a link that opens in another tab, so that the pasted workflow stays. */
function linkTo(page) {
	const link = element('a', '', page.split('/').slice(-2).join('/'));
	link.href = page;
	link.target = '_blank';
	link.rel = 'noreferrer';
	return link;
}

function pairOf({ before, after }) {
	const details = element('details');
	details.append(element('summary', '', before.name));
	const pair = element('div', 'pair');
	pair.append(sideOf('Before', [before]), sideOf('After', after));
	details.append(pair);
	return details;
}

function sideOf(title, nodes) {
	const side = element('div');
	side.append(element('strong', '', title));
	for (const { type, parameters } of nodes) {
		side.append(element('pre', '', `${type}\n${JSON.stringify(parameters, null, 2)}`));
	}
	return side;
}

async function read(file) {
	input.value = await file.text();
	update();
}

async function copy() {
	try {
		await navigator.clipboard.writeText(result);
	} catch {
		// Some browsers don't let a page from a local file use the clipboard.
		const area = element('textarea', 'hidden', result);
		document.body.append(area);
		area.select();
		document.execCommand('copy');
		area.remove();
	}
	by('copied').textContent = 'Copied.';
}

function download() {
	const link = element('a');
	link.href = URL.createObjectURL(new Blob([result], { type: 'application/json' }));
	link.download = 'workflow.converted.json';
	link.click();
	URL.revokeObjectURL(link.href);
}

input.addEventListener('input', () => {
	clearTimeout(waiting);
	waiting = setTimeout(update, 150);
});
by('credential').addEventListener('input', update);
by('type').addEventListener('change', update);
by('file').addEventListener('change', ({ target }) => {
	if (target.files.length > 0) void read(target.files[0]);
});
by('copy').addEventListener('click', () => void copy());
by('download').addEventListener('click', download);
by('sample').addEventListener('click', () => {
	input.value = JSON.stringify(SAMPLE, null, 2);
	update();
});
by('clear').addEventListener('click', () => {
	input.value = '';
	by('file').value = '';
	update();
	input.focus();
});
document.addEventListener('dragover', (event) => {
	event.preventDefault();
	document.body.classList.add('over');
});
document.addEventListener('dragleave', () => document.body.classList.remove('over'));
document.addEventListener('drop', (event) => {
	event.preventDefault();
	document.body.classList.remove('over');
	if (event.dataTransfer.files.length > 0) void read(event.dataTransfer.files[0]);
});
