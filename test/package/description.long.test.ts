import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { INodeTypeDescription } from 'n8n-workflow';

import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';

const ROOT = join(__dirname, '..', '..');
/** Maximum size of all descriptions, which the editor loads together. It loads the descriptions of AI tools three times. */
const BUDGET_BYTES = 400 * 1024;

/** Reports of the linter that we ignore. */
const MEANT = [
	// A proper name keeps its capital letters, but the rule doesn't know names.
	/node-param-operation-option-action-miscased: .*\b(WhatsApp|Evolution API)\b/,
	// The lint rule refuses commas in an action's name. People search for each of these words in the list of actions.
	/action-miscased: .* action: 'Send a picture, video, document or audio file by WhatsApp'/,
	// These dropdowns aren't in alphabetical order: the most frequent option is first.
	/node-param-options-type-unsorted-items: .* API Request \| /,
	/node-param-options-type-unsorted-items: Alphabetize by 'name'. Order: (Accept Invite|Archive|Block|Change Session Status|Create|Get Delivery Updates) \| /,
	/node-param-display-name-miscased: .* name: 'n8n'/,
	/node-param-options-type-unsorted-items: .* Get Takeover Status \| Hand Over to Human \| /,
	/node-param-options-type-unsorted-items: .* Approval Page \| Buttons \| /,
	/node-param-options-type-unsorted-items: .* Delete for Everyone \| .* Send Text \| /,
	/node-param-fixed-collection-type-unsorted-items: .* (Element Type|Confirmation Text) \| /,
	/node-param-multi-options-type-unsorted-items: .* Message Received \| /,
	// The rule demands the singular, but an instance has many settings.
	/node-param-resource-with-plural-option: .*'Settings'/,
	// EvolutionApi registers no webhooks. It only uses the URLs of waiting executions, which n8n creates.
	/webhook-lifecycle-complete: .* class EvolutionApi implements/,
];

interface Shell {
	readonly className: string;
	readonly methods: string;
}

const ACTION: Shell = {
	className: 'EvolutionApi',
	methods: 'async execute() { return [[]]; }',
};

const hook = (name: string) => `async ${name}(): Promise<boolean> { return true; }`;
const TRIGGER: Shell = {
	className: 'EvolutionApiTrigger',
	methods: `webhookMethods = { default: { ${['checkExists', 'create', 'delete'].map(hook).join(', ')} } };
	async webhook() { return {}; }`,
};

/** Writes a node class with a literal description, because the linter can't read a description that is computed. */
const rendered = (description: INodeTypeDescription, { className, methods }: Shell): string => {
	const everything = { depth: null, maxArrayLength: null, maxStringLength: null };
	const literal = inspect(description, everything).replace(
		/(inputs|outputs): \[ 'main' \]/g,
		'$1: [NodeConnectionTypes.Main]',
	);
	const connections = literal.includes('NodeConnectionTypes') ? ['NodeConnectionTypes'] : [];
	return [
		`import { ${[...connections, 'type INodeType', 'type INodeTypeDescription'].join(', ')} } from 'n8n-workflow';`,
		`export class ${className} implements INodeType {`,
		`\tdescription: INodeTypeDescription = ${literal};`,
		`\t${methods}`,
		'}',
		'',
	].join('\n');
};

interface LintMessage {
	readonly line: number;
	readonly ruleId: string | null;
	readonly message: string;
}

const LINT = `
	const { ESLint } = require('eslint');
	const eslint = new ESLint();
	const say = async ({ source, filePath }) => (await eslint.lintText(source, { filePath }))[0].messages;
	const read = async () => {
		let input = '';
		for await (const chunk of process.stdin) input += chunk;
		console.log(JSON.stringify(await Promise.all(JSON.parse(input).map(say))));
	};
	void read();
`;

async function lint(...sources: ReadonlyArray<readonly [string, Shell]>): Promise<string[][]> {
	// If NODE_ENV is `test`, eslint-plugin-n8n-nodes-base treats every file as one of its own tests.
	const env = { ...process.env, NODE_ENV: 'production' };
	const child = spawn(process.execPath, ['-e', LINT], { cwd: ROOT, env });
	const output: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
	const input = sources.map(([source, { className }]) => ({
		source,
		filePath: `nodes/EvolutionApi/${className}.node.ts`,
	}));
	child.stdin.end(JSON.stringify(input));
	await new Promise((resolve) => child.on('close', resolve));
	const found = JSON.parse(Buffer.concat(output).toString()) as LintMessage[][];
	return found.map((messages, index) => {
		const lines = sources[index][0].split('\n');
		return messages
			.map(({ line, ruleId, message }) => `${ruleId}: ${message} ← ${lines[line - 1].trim()}`)
			.filter((problem) => !MEANT.some((meant) => meant.test(problem)));
	});
}

const { description } = new EvolutionApi();

it("the built node descriptions obey n8n's lint rules for nodes, and these rules report a deliberate mistake", async () => {
	const { description: trigger } = new EvolutionApiTrigger();
	const [first] = description.properties;
	const properties = [{ ...first, description: 'Whether it ends with a period.' }];
	const [ofAction, ofTrigger, ofWrong] = await lint(
		[rendered(description, ACTION), ACTION],
		[rendered(trigger, TRIGGER), TRIGGER],
		[rendered({ ...description, properties }, ACTION), ACTION],
	);
	expect([ofAction, ofTrigger]).toEqual([[], []]);
	expect(ofWrong.join('\n')).toContain('n8n-nodes-base/node-param-description-');
}, 60_000);

it('the built node descriptions stay small enough for the editor', () => {
	const bytes = Buffer.byteLength(JSON.stringify(description));
	process.stdout.write(
		`Description: ${(bytes / 1024).toFixed(1)} KB of ${BUDGET_BYTES / 1024} KB\n`,
	);
	expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
});
