import type { WorkflowNode } from '../../dev/n8n/types';
import { exampleWorkflows } from '../../dev/workspace';

const NOTE = 'n8n-nodes-base.stickyNote';
const isNote = ({ type }: WorkflowNode) => type === NOTE;

interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** Pixels, as n8n 2.41 draws a node: a square, with its name and a line about it below. */
const SQUARE = 96;
const WIDE = 224;
const NAME = { width: 192, height: 50 };
/** *Execute workflow*, to the left of a trigger that the mouse is over. */
const BUTTON = 180;

function boxOf({ name, type, position, parameters }: WorkflowNode): Box {
	const [left, top] = position as [number, number];
	if (type === NOTE) {
		const { width, height } = parameters as { width: number; height: number };
		return { name, left, top, right: left + width, bottom: top + height };
	}
	// Whatever has a model beside it is wider, and a switch higher for each output.
	const width = /\.(?:agent|chainLlm)$/.test(type) ? WIDE : SQUARE;
	const height = /\.switch$/.test(type) ? SQUARE + 32 : SQUARE;
	const beside = Math.max(0, (NAME.width - width) / 2);
	const before = /trigger$/i.test(type) ? BUTTON : beside;
	return {
		name,
		left: left - before,
		top,
		right: left + width + beside,
		bottom: top + height + NAME.height,
	};
}

const overlap = (one: Box, other: Box) =>
	one.left < other.right &&
	other.left < one.right &&
	one.top < other.bottom &&
	other.top < one.bottom;

/** Pixels of two lines: so much may be empty in a small note. */
const SMALLEST_EMPTY = 45;

/** Pixels of a line, and of a character on average. */
const LINE = 18.2;
const CHARACTER = 6.6;

/** About how high the text of a note is, in pixels. */
function textHeight(content: string, width: number): number {
	const blocks = content.split('\n').filter((line) => line !== '');
	const heights = blocks.map((block) => {
		if (block.startsWith('## ')) return 38 * Math.ceil((block.length * 11) / (width - 24));
		if (block.startsWith('### ')) return 28;
		const isItem = /^\s*(?:\d+\.|-) /.test(block);
		const shown = block.replace(/\*\*|[*`]|\]\([^)]*\)|^\s*(?:\d+\.|-) /g, '');
		const lines = Math.ceil((shown.length * CHARACTER) / (width - (isItem ? 46 : 24)));
		return lines * LINE + (isItem ? 3 : 7);
	});
	return 8 + heights.reduce((sum, height) => sum + height, 0);
}

const examples = exampleWorkflows().map((workflow): [string, WorkflowNode[]] => [
	workflow.name,
	workflow.nodes,
]);

describe.each(examples)('the notes of %s', (_name, nodes) => {
	const notes = nodes.filter(isNote);

	it('lie on no node, and on no other note', () => {
		const boxes = nodes.map(boxOf);
		const pairs = notes.map(boxOf).flatMap((note) => {
			const others = boxes.filter(({ name }) => name !== note.name);
			return others.filter((other) => overlap(note, other)).map(({ name }) => [note.name, name]);
		});
		expect(pairs).toEqual([]);
	});

	it('are as large as what they say: nothing is cut off, and no third is empty', () => {
		const wrong = notes.flatMap(({ name, parameters }) => {
			const { content, width, height } = parameters as {
				content: string;
				width: number;
				height: number;
			};
			const text = Math.round(textHeight(content, width));
			const isEmpty = height - text > Math.max(height / 3, SMALLEST_EMPTY);
			return text > height || isEmpty ? [{ name, height, text }] : [];
		});
		expect(wrong).toEqual([]);
	});

	it('have names of their own', () => {
		expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
	});
});
