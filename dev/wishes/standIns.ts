import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

import { START } from '../engine/startNode';

// What is around our nodes in a proposed workflow: n8n's own nodes are not installed here, so that these stand in for
// the ones that proposals need.

/** What stand-ins need to know of the day that is played. */
export interface Around {
	/** The rows of the table that the wish speaks of. */
	readonly rows: readonly IDataObject[];
	/** What was written into a table. */
	readonly written: IDataObject[];
	/** What a model says to a prompt. */
	readonly model: (prompt: string) => string;
	/** Lets so much time pass. */
	readonly pass: (ms: number) => void;
}

type Run = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

const json = (name: string, fallback: unknown = ''): INodeProperties => ({
	displayName: name,
	name,
	type: 'json',
	default: fallback as string,
});

const CONDITIONS: INodeProperties = {
	displayName: 'Conditions',
	name: 'conditions',
	type: 'filter',
	default: {},
	typeOptions: { filter: { caseSensitive: false, typeValidation: 'loose', version: 2 } },
};

function nodeOf(
	run: Run,
	properties: INodeProperties[] = [],
	more: Partial<INodeTypeDescription> = {},
): INodeType {
	const description = { ...START.description, inputs: ['main' as const], ...more, properties };
	return { description, execute: run };
}

const link = (items: INodeExecutionData[]) =>
	items.map((item, index) => ({ ...item, pairedItem: { item: index } }));

const passOn: Run = async function () {
	return [link(this.getInputData())];
};

/** The items for which the conditions hold, and the others. */
function sorted(context: IExecuteFunctions): [INodeExecutionData[], INodeExecutionData[]] {
	const holds = (index: number) =>
		context.getNodeParameter('conditions', index, false, { extractValue: true }) === true;
	const items = link(context.getInputData());
	return [items.filter((_, index) => holds(index)), items.filter((_, index) => !holds(index))];
}

const IF = nodeOf(
	async function () {
		return sorted(this);
	},
	[CONDITIONS, json('options', {})],
	{ outputs: ['main', 'main'] },
);

const FILTER = nodeOf(
	async function () {
		return sorted(this).slice(0, 1);
	},
	[CONDITIONS, json('options', {})],
);

interface Assigned {
	readonly assignments?: ReadonlyArray<{ readonly name: string; readonly value: unknown }>;
}

/** *Edit Fields*: what is assigned, or JSON. */
const SET = nodeOf(
	async function () {
		const items = this.getInputData().map(({ json: given }, index) => {
			const keeps = this.getNodeParameter('includeOtherFields', index, false) === true;
			const isRaw = this.getNodeParameter('mode', index, 'manual') === 'raw';
			const raw = isRaw ? this.getNodeParameter('jsonOutput', index, {}) : {};
			const { assignments = [] } = this.getNodeParameter('assignments', index, {}) as Assigned;
			const set = Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
			const parsed = typeof raw === 'string' ? JSON.parse(raw) : raw;
			return { json: { ...(keeps ? given : {}), ...Object(parsed), ...set } as IDataObject };
		});
		return [link(items)];
	},
	[
		json('mode', 'manual'),
		json('jsonOutput', ''),
		json('assignments', {}),
		json('includeOtherFields', false),
	],
);

/** *Loop Over Items* with a batch size of 1; its second output is the loop. */
const LOOP = nodeOf(
	async function () {
		const kept = this.getContext('node') as { left?: INodeExecutionData[] };
		kept.left ??= link(this.getInputData());
		const [next] = kept.left.splice(0, 1);
		return next === undefined ? [this.getInputData(), []] : [[], [next]];
	},
	[json('batchSize', 1), json('options', {})],
	{ outputs: ['main', 'main'] },
);

const UNITS: Readonly<Record<string, number>> = {
	seconds: 1,
	minutes: 60,
	hours: 3600,
	days: 86_400,
};

const waitFor = ({ pass }: Around) =>
	nodeOf(
		async function () {
			const unit = String(this.getNodeParameter('unit', 0, 'hours'));
			pass(Number(this.getNodeParameter('amount', 0, 1)) * (UNITS[unit] ?? 1) * 1000);
			return [link(this.getInputData())];
		},
		[json('amount', 1), json('unit', 'hours'), json('resume', 'timeInterval')],
	);

/** A table: it reads all rows, and notes what is written. */
const tableOf = ({ rows, written }: Around) =>
	nodeOf(
		async function () {
			const operation = String(this.getNodeParameter('operation', 0, 'read'));
			if (/^(?:read|get)/.test(operation))
				return [rows.map((row) => ({ json: row, pairedItem: 0 }))];
			written.push(...this.getInputData().map((item) => item.json));
			return [link(this.getInputData())];
		},
		['resource', 'operation', 'documentId', 'sheetName', 'dataTableId', 'columns', 'options'].map(
			(name) => json(name, ''),
		),
	);

/** What a model says to each item; nothing is asked of a real one. */
const sayer = ({ model }: Around, field: 'output' | 'text') =>
	nodeOf(
		async function () {
			const items = this.getInputData().map(({ json: given }, index) => {
				const isOwn = this.getNodeParameter('promptType', index, 'auto') === 'define';
				const prompt = isOwn ? this.getNodeParameter('text', index, '') : given.chatInput;
				if (typeof prompt !== 'string') throw new Error('No prompt: the item has no chatInput');
				return { json: { [field]: model(prompt) } };
			});
			return [link(items)];
		},
		[json('promptType', 'auto'), json('text', ''), json('options', {})],
	);

const SILENT = nodeOf(passOn);
const PARTS = ['lmChatOpenAi', 'lmChatGoogleGemini', 'lmChatAnthropic', 'memoryBufferWindow'];

/** By type, as proposals name them. */
export const standInsFor = (around: Around): Readonly<Record<string, INodeType>> => ({
	'n8n-nodes-base.manualTrigger': START,
	'n8n-nodes-base.scheduleTrigger': {
		...START,
		description: { ...START.description, properties: [json('rule', {})] },
	},
	'n8n-nodes-base.stickyNote': SILENT,
	'n8n-nodes-base.noOp': SILENT,
	'n8n-nodes-base.if': IF,
	'n8n-nodes-base.filter': FILTER,
	'n8n-nodes-base.set': SET,
	'n8n-nodes-base.splitInBatches': LOOP,
	'n8n-nodes-base.wait': waitFor(around),
	'n8n-nodes-base.googleSheets': tableOf(around),
	'n8n-nodes-base.dataTable': tableOf(around),
	'@n8n/n8n-nodes-langchain.agent': sayer(around, 'output'),
	'@n8n/n8n-nodes-langchain.chainLlm': sayer(around, 'text'),
	...Object.fromEntries(PARTS.map((name) => [`@n8n/n8n-nodes-langchain.${name}`, SILENT])),
});
