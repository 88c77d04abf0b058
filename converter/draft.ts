import type { Line, LineKind, Replaced } from './report';
import { shownWithoutSecrets, withoutSecrets } from './secrets';
import {
	isNode,
	textsIn,
	type Connections,
	type NodeJson,
	type Parameters,
	type WorkflowJson,
} from './workflow';

interface Links {
	readonly after: ReadonlyMap<string, readonly NodeJson[]>;
	readonly before: ReadonlyMap<string, readonly NodeJson[]>;
}

function linksOf(nodes: readonly NodeJson[], connections: Connections): Links {
	const after = new Map<string, NodeJson[]>();
	const before = new Map<string, NodeJson[]>();
	const named = new Map<string, NodeJson[]>();
	for (const node of nodes) listIn(named, node.name).push(node);
	for (const node of nodes) {
		const outputs = connections[node.name]?.main;
		const names = (Array.isArray(outputs) ? outputs : []).flat().map((link) => link?.node ?? '');
		const next = [...new Set(names)].flatMap((name) => named.get(name) ?? []);
		after.set(node.name, next);
		for (const { name } of next) listIn(before, name).push(node);
	}
	return { after, before };
}

function listIn(lists: Map<string, NodeJson[]>, name: string): NodeJson[] {
	const list = lists.get(name) ?? [];
	lists.set(name, list);
	return list;
}

export class Draft {
	readonly lines: Line[] = [];

	readonly replaced: Replaced[] = [];

	private readonly workflow: WorkflowJson;

	private readonly said = new Set<string>();

	/** Cached texts of nodes, by parameters object. To change a text, replace the whole object, as `withTexts` does. */
	private readonly texts = new WeakMap<Parameters, readonly string[]>();

	/** Links between nodes, computed on demand. Undefined after each change of the nodes or connections. */
	private links: Links | undefined;

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

	say(kind: LineKind, node: string, text: string, page?: string): void {
		const line = JSON.stringify([node, text]);
		const more = page === undefined ? {} : { page };
		if (!this.said.has(line)) this.lines.push({ kind, node, text: withoutSecrets(text), ...more });
		this.said.add(line);
	}

	replace(before: NodeJson, after: NodeJson): void {
		const place = this.workflow.nodes.indexOf(before);
		this.replaced.push({ before: shownWithoutSecrets(before), after: [after] });
		this.workflow.nodes[place] = after;
		this.links = undefined;
	}

	replaceWebhook(before: NodeJson, after: NodeJson, trigger: NodeJson): void {
		this.replace(before, after);
		this.replaced[this.replaced.length - 1] = {
			before: shownWithoutSecrets(before),
			after: [trigger, after],
		};
		this.add(trigger);
		this.connections[trigger.name] = {
			main: [[{ node: after.name, type: 'main', index: 0 }]],
		};
		this.links = undefined;
	}

	/**
	 * Renames a webhook and adds a trigger. Both nodes lead to the new node `behind`, which has the webhook's old name.
	 * @param output index of the webhook's output that leads to `behind`
	 * @returns the webhook's new name
	 */
	keepWebhook(webhook: NodeJson, behind: NodeJson, trigger: NodeJson, output: number): string {
		const { name } = webhook;
		this.replaced.push({ before: shownWithoutSecrets(webhook), after: [trigger, behind] });
		const kept = this.freeName(`${name} (others)`);
		const main = [...(this.connections[name]?.main ?? [])];
		webhook.name = kept;
		this.add(behind);
		this.add(trigger);
		const toBehind = [{ node: name, type: 'main', index: 0 }];
		const onwards = main[output] ?? [];
		main[output] = toBehind;
		this.connections[kept] = { main };
		this.connections[name] = { main: [onwards] };
		this.connections[trigger.name] = { main: [toBehind] };
		this.links = undefined;
		return kept;
	}

	outputsOf(name: string): ReadonlyArray<readonly unknown[] | null> {
		const outputs = this.connections[name]?.main;
		return Array.isArray(outputs) ? outputs : [];
	}

	add(node: NodeJson): void {
		this.workflow.nodes.push(node);
		this.links = undefined;
	}

	freeName(wanted: string): string {
		const taken = new Set(this.nodes.map(({ name }) => name));
		let name = wanted;
		for (let count = 1; taken.has(name); count++) name = `${wanted}${count}`;
		return name;
	}

	after(name: string): readonly NodeJson[] {
		return this.linked.after.get(name) ?? [];
	}

	before(name: string): readonly NodeJson[] {
		return this.linked.before.get(name) ?? [];
	}

	textsOf({ parameters }: NodeJson): readonly string[] {
		const known = this.texts.get(parameters);
		const texts = known ?? [...textsIn(parameters)].map(([, text]) => text);
		if (known === undefined) this.texts.set(parameters, texts);
		return texts;
	}

	private get linked(): Links {
		return (this.links ??= linksOf(this.nodes, this.connections));
	}

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
		this.links = undefined;
		this.unpin(node.name);
	}

	insertAfter(name: string, node: NodeJson): void {
		this.add(node);
		const outputs = this.connections[name] ?? {};
		this.connections[node.name] = { main: [outputs.main?.[0] ?? []] };
		const link = { node: node.name, type: 'main', index: 0 };
		this.connections[name] = { ...outputs, main: [[link], ...(outputs.main?.slice(1) ?? [])] };
		this.links = undefined;
	}

	/** Removes pinned data, which has the old shape. With it, a test run would show nothing of the new node. */
	unpin(name: string): void {
		if (this.workflow.pinData?.[name] === undefined) return;
		delete this.workflow.pinData[name];
		this.say('removed', name, 'The pinned data was removed, because it had the old format.');
	}
}
