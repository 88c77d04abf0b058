import { Draft } from './draft';
import { tooManyNodes, tooMuch } from './limits';
import { sayMissing } from './missing';
import { isOurType } from './ourTypes';
import type { Report } from './report';
import { shownWithoutSecrets } from './secrets';
import { convertOldNodes } from './sources/evolutionNode';
import { convertHttpRequests } from './sources/httpRequest';
import { convertGoRequests } from './sources/httpRequest/evolutionGo';
import { convertWebhooks } from './sources/webhook';
import { isNode, isObject, isWorkflow, type NodeJson, type WorkflowJson } from './workflow';

export interface ConvertOptions {
	/** The credential for the converted nodes. Without it, the user has to choose one for each node in the editor. */
	readonly credential?: Credential;
}

interface Credential {
	readonly type: 'evolutionGlobalKeyApi' | 'evolutionInstanceKeyApi';
	readonly name: string;
	/** ID of the credential. Without it, the editor chooses the only credential with this name and type. */
	readonly id?: string;
}

export interface Conversion {
	/** In the same form as the input: a workflow, a list of workflows, or nodes copied in the editor. */
	readonly result: unknown;
	readonly report: Report;
}

/**
 * Replaces the nodes that call Evolution API by the nodes of this package, and leaves everything else unchanged. It accepts any
 * JSON, and never throws.
 */
export function convert(json: unknown, options: ConvertOptions = {}): Conversion {
	const problem = tooMuch(json);
	if (problem !== undefined) return untouched(json, problem);
	if (!Array.isArray(json) || json.length === 0) return convertOne(json, options);
	const all = json.map((entry) => convertOne(entry, options));
	const reports = all.map(({ report }) => report);
	return {
		result: all.map(({ result }) => result),
		report: {
			lines: reports.flatMap(({ lines }) => lines),
			replaced: reports.flatMap(({ replaced }) => replaced),
		},
	};
}

function convertOne(json: unknown, options: ConvertOptions): Conversion {
	if (isWorkflow(json)) return convertAsFarAsReadable(json, options);
	// n8n's templates and its API wrap a workflow in one of these keys.
	for (const key of ['workflow', 'data']) {
		if (!isObject(json) || !isWorkflow(json[key])) continue;
		const { result, report } = convertAsFarAsReadable(json[key], options);
		return { result: { ...json, [key]: result }, report };
	}
	return untouched(json, 'This is not a workflow: it has no list of nodes.');
}

/** Converts a workflow. If it's too broken to convert completely, it's returned unchanged instead of half converted. */
function convertAsFarAsReadable(workflow: WorkflowJson, options: ConvertOptions): Conversion {
	const problem = tooManyNodes(workflow.nodes);
	if (problem !== undefined) return untouched(workflow, problem);
	try {
		return convertWorkflow(workflow, options);
	} catch {
		return untouched(
			workflow,
			'Its nodes or connections are not in the format that n8n saves, so nothing was changed.',
		);
	}
}

function convertWorkflow(workflow: WorkflowJson, options: ConvertOptions): Conversion {
	const draft = new Draft(workflow);
	nameOddities(draft, workflow.nodes);
	convertOldNodes(draft);
	convertGoRequests(draft);
	convertHttpRequests(draft);
	convertWebhooks(draft);
	sayMissing(draft, new Set(draft.replaced.map(({ before }) => before.name)));
	setCredentials(draft, options);
	if (draft.replaced.length === 0) {
		draft.say(
			'left',
			'',
			'There is nothing to convert: no node calls Evolution API or Evolution Go in a way that the converter recognizes.',
		);
	}
	const replaced = draft.replaced.map(({ before, after }) => ({
		before,
		after: after.map(shownWithoutSecrets),
	}));
	return { result: draft.result, report: { lines: draft.lines, replaced } };
}

const untouched = (json: unknown, text: string): Conversion => ({
	result: json,
	report: { lines: [{ kind: 'left', node: '', text }], replaced: [] },
});

function nameOddities(draft: Draft, entries: readonly unknown[]): void {
	const broken = entries.filter((entry) => !isNode(entry)).length;
	if (broken > 0) draft.say('left', '', `${broken} entries of "nodes" are not nodes.`);
	const seen = new Set<string>();
	const twice = new Set<string>();
	for (const { name } of draft.nodes) (seen.has(name) ? twice : seen).add(name);
	for (const name of twice)
		draft.say(
			'left',
			name,
			'Several nodes have this name. Connections and expressions may refer to any of them.',
		);
}

function setCredentials(draft: Draft, { credential }: ConvertOptions): void {
	const all = draft.nodes.filter(({ type, credentials }) => isOurType(type) && !credentials);
	const isGo = ({ parameters }: NodeJson) => parameters.authentication === 'evolutionGo';
	const ofGo = all.filter(isGo);
	if (ofGo.length > 0) {
		const names = ofGo.map(({ name }) => name).join(', ');
		draft.say('check', '', `Choose a credential of the type Evolution Go API in: ${names}.`);
	}
	const bare = all.filter((node) => !isGo(node));
	if (bare.length === 0) return;
	if (credential === undefined) {
		draft.say('check', '', `Choose a credential in: ${bare.map(({ name }) => name).join(', ')}.`);
		return;
	}
	const { type, id = null, name } = credential;
	for (const node of bare) {
		// The editor drops a credential whose ID is missing, but accepts `null`.
		node.credentials = { [type]: { id, name } };
		node.parameters.authentication = type === 'evolutionGlobalKeyApi' ? 'globalKey' : 'instanceKey';
	}
}
