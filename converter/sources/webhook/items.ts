import type { Draft } from '../../draft';
import { PASSING } from '../../reading';
import { isObject, type NodeJson, type Parameters } from '../../workflow';
import { originOf, type Item, type Origin, type Scope } from './origins';
import { unpackedBy } from './unpacking';

const CODE = /\.(?:code|function)$/;
const EXPRESSION = /^=\s*\{\{([^]*)\}\}\s*$/;

/** Limit for the fields of a Set node. */
const MOST_FIELDS = 200;

/** The output of each node after a webhook, as far as it comes from the delivery. */
export class Items {
	private readonly known = new Map<string, Item | undefined>();

	private readonly nodes: ReadonlyMap<string, NodeJson>;

	constructor(
		private readonly draft: Draft,
		webhook: string,
	) {
		this.nodes = new Map(draft.nodes.map((node) => [node.name, node]));
		this.known.set(webhook, { fields: new Map(), isDelivery: true });
	}

	/** Returns the part of a delivery that a parameter's expression reads; undefined if the expression does anything else. */
	originOf(node: NodeJson, value: unknown): Origin | undefined {
		const [, source = undefined] = (typeof value === 'string' && EXPRESSION.exec(value)) || [];
		return source === undefined ? undefined : originOf(source, this.scopeOf(node));
	}

	/** Returns the fields that a node copies from a delivery; undefined if the node does anything else. */
	unpackedBy(node: NodeJson): ReadonlyMap<string, Origin> | undefined {
		if (CODE.test(node.type)) {
			const { jsCode, functionCode, language } = node.parameters;
			const code = jsCode ?? functionCode;
			const isScript = language === undefined || language === 'javaScript';
			if (typeof code !== 'string' || !isScript) return undefined;
			return unpackedBy(code, this.scopeOf(node))?.fields;
		}
		const values = valuesOf(node);
		const fields = values.map(([name, value]) => [name, this.originOf(node, value)] as const);
		const known = fields.filter((entry): entry is [string, Origin] => entry[1] !== undefined);
		return known.length < fields.length || known.length === 0 ? undefined : new Map(known);
	}

	private scopeOf({ name }: NodeJson): Scope {
		return {
			current: this.itemBefore(name),
			named: (other) => this.itemOf(other),
			locals: new Map(),
		};
	}

	private itemBefore(name: string): Item | undefined {
		const items = this.draft.before(name).map((node) => this.itemOf(node.name));
		return new Set(items).size === 1 ? items[0] : undefined;
	}

	private itemOf(name: string): Item | undefined {
		if (this.known.has(name)) return this.known.get(name);
		// Ends the search in a workflow with a loop.
		this.known.set(name, undefined);
		const node = this.nodes.get(name);
		const item = node && this.madeBy(node);
		this.known.set(name, item);
		return item;
	}

	private madeBy(node: NodeJson): Item | undefined {
		if (PASSING.test(node.type)) return this.itemBefore(node.name);
		if (CODE.test(node.type)) {
			const fields = this.unpackedBy(node);
			return fields && { fields };
		}
		const fields = new Map<string, Origin>();
		for (const [name, value] of valuesOf(node, true)) {
			const origin = this.originOf(node, value);
			fields.set(name, origin ?? { paths: [] });
		}
		if (fields.size === 0) return undefined;
		const objects = new Set([...fields.keys()].filter((name) => name.includes('.')).map(firstOf));
		const rest = keepsOthers(node.parameters) ? this.itemBefore(node.name) : undefined;
		return { fields, objects, rest };
	}
}

const firstOf = (name: string) => name.split('.')[0];

const keepsOthers = ({ includeOtherFields, keepOnlySet, assignments }: Parameters) =>
	assignments === undefined ? keepOnlySet !== true : includeOtherFields === true;

/**
 * Returns the values of a Set node, by name; empty for any other node.
 * @param withOthers if false, the result is empty for a Set node that also keeps the fields of its input
 */
function valuesOf(
	{ type, parameters }: NodeJson,
	withOthers = false,
): Array<readonly [name: string, value: unknown]> {
	if (type !== 'n8n-nodes-base.set' || (parameters.mode ?? 'manual') !== 'manual') return [];
	const { assignments, values, fields } = parameters;
	if (fields !== undefined || (keepsOthers(parameters) && !withOthers)) return [];
	const lists = [
		isObject(assignments) ? assignments.assignments : undefined,
		...(isObject(values) ? Object.values(values) : []),
	];
	const entries = lists.flatMap((list) => (Array.isArray(list) ? list : []));
	if (entries.length > MOST_FIELDS) return [];
	return entries.filter(isObject).map(({ name, value }) => [String(name), value] as const);
}
