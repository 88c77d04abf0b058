import type { Line, LineKind, Replaced } from './report';
import { isNode, isObject, type Connections, type NodeJson, type WorkflowJson } from './workflow';

const IS_KEY = /apikey|api_key|authorization|^token$/i;

/** What is shown of a node must not show a key that somebody has typed into it. */
function withoutKeys(value: NodeJson): NodeJson {
	const hidden = JSON.stringify(value, (key, inner: unknown) => {
		if (IS_KEY.test(key) && typeof inner === 'string') return '…';
		if (/^json(?:Headers|Query)$|^headerParametersJson$/.test(key)) return '…';
		const isPair = isObject(inner) && typeof inner.name === 'string' && IS_KEY.test(inner.name);
		return isPair ? { ...inner, value: '…' } : inner;
	});
	return JSON.parse(hidden) as NodeJson;
}

/** A workflow while it is converted. Everything in it is a copy of its own. */
export class Draft {
	readonly lines: Line[] = [];

	readonly replaced: Replaced[] = [];

	private readonly workflow: WorkflowJson;

	constructor(workflow: WorkflowJson) {
		this.workflow = structuredClone(workflow);
		this.workflow.connections ??= {};
		for (const node of this.nodes) node.parameters ??= {};
	}

	get nodes(): NodeJson[] {
		return this.workflow.nodes.filter(isNode);
	}

	get connections(): Connections {
		return this.workflow.connections;
	}

	get result(): WorkflowJson {
		return this.workflow;
	}

	get pinned(): Record<string, unknown> {
		return this.workflow.pinData ?? {};
	}

	say(kind: LineKind, node: string, text: string): void {
		const isSaid = this.lines.some((line) => line.node === node && line.text === text);
		if (!isSaid) this.lines.push({ kind, node, text });
	}

	/** Puts a node in the place of another one. Its name stays. */
	replace(before: NodeJson, after: NodeJson): void {
		const place = this.workflow.nodes.indexOf(before);
		this.replaced.push({ before: withoutKeys(before), after: [after] });
		this.workflow.nodes[place] = after;
	}

	/** Puts a node in the place of a webhook, and a trigger before it. */
	replaceWebhook(before: NodeJson, after: NodeJson, trigger: NodeJson): void {
		this.replace(before, after);
		this.replaced[this.replaced.length - 1] = {
			before: withoutKeys(before),
			after: [trigger, after],
		};
		this.add(trigger);
		this.connections[trigger.name] = {
			main: [[{ node: after.name, type: 'main', index: 0 }]],
		};
	}

	add(node: NodeJson): void {
		this.workflow.nodes.push(node);
	}

	/** The name, with a number behind it if there is such a node already. */
	freeName(wanted: string): string {
		const taken = new Set(this.nodes.map(({ name }) => name));
		let name = wanted;
		for (let count = 1; taken.has(name); count++) name = `${wanted}${count}`;
		return name;
	}

	/** The nodes that get the output of a node, whichever output it is. */
	after(name: string): NodeJson[] {
		const outputs = this.connections[name]?.main;
		const names = new Set((Array.isArray(outputs) ? outputs : []).flat().map((link) => link?.node));
		return this.nodes.filter((node) => names.has(node.name));
	}

	/** The nodes whose output a node gets. */
	before(name: string): NodeJson[] {
		return this.nodes.filter((node) => this.after(node.name).some((next) => next.name === name));
	}

	/** Takes a node out; what was connected to it is connected to what came after it. */
	remove(node: NodeJson): void {
		const onwards = this.connections[node.name]?.main?.[0] ?? [];
		for (const kinds of Object.values(this.connections)) {
			for (const [kind, outputs] of Object.entries(kinds)) {
				kinds[kind] = outputs.map((links) =>
					(links ?? []).flatMap((link) => {
						if (link.node !== node.name) return [link];
						return onwards.filter((next) => next.node !== node.name);
					}),
				);
			}
		}
		delete this.connections[node.name];
		this.workflow.nodes = this.workflow.nodes.filter((one) => one !== node);
		this.unpin(node.name);
	}

	/** Puts a node between a node and what comes after it. */
	insertAfter(name: string, node: NodeJson): void {
		this.add(node);
		const outputs = this.connections[name] ?? {};
		this.connections[node.name] = { main: [outputs.main?.[0] ?? []] };
		const link = { node: node.name, type: 'main', index: 0 };
		this.connections[name] = { ...outputs, main: [[link], ...(outputs.main?.slice(1) ?? [])] };
	}

	/** Pinned data has the old shape, so a run with it would show nothing of the new node. */
	unpin(name: string): void {
		if (this.workflow.pinData?.[name] === undefined) return;
		delete this.workflow.pinData[name];
		this.say('removed', name, 'The pinned data is gone: it had the old form.');
	}
}
