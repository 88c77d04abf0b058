/** Part of `npm run lint`: n8n's rules for fields, on what the editor gets, whatever the source looks like. */
import path from 'node:path';

import { ESLint } from 'eslint';

import './codeBeforeJson';
import { EvolutionApi } from '../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../nodes/EvolutionApi/EvolutionApiTrigger.node';

/** Rules that do not fit, and why. */
const EXCEPTIONS = {
	'n8n-nodes-base/node-param-operation-option-action-miscased':
		'WhatsApp is written with two capitals',
	'n8n-nodes-base/node-param-resource-with-plural-option': 'Settings is the singular',
	'n8n-nodes-base/node-param-options-type-unsorted-items': 'the frequent ones come first',
	'n8n-nodes-base/node-param-multi-options-type-unsorted-items': 'the frequent events come first',
};

async function problemsOf(name: string, properties: readonly object[]): Promise<string[]> {
	const eslint = new ESLint({
		cwd: path.join(__dirname, '..'),
		allowInlineConfig: false,
		overrideConfig: {
			rules: Object.fromEntries(Object.keys(EXCEPTIONS).map((rule) => [rule, 'off'])),
		},
	});
	// The rules do not see keys in quotes.
	const lines = JSON.stringify(properties, null, '\t').replace(/^(\t*)"(\w+)":/gm, '$1$2:');
	const source = `import type { INodeProperties } from 'n8n-workflow';\n\nexport const fields: INodeProperties[] = ${lines};\n`;
	const filePath = path.join(__dirname, '..', 'nodes', 'EvolutionApi', `${name}.rendered.ts`);
	const [{ messages }] = await eslint.lintText(source, { filePath });
	const rendered = source.split('\n');
	return messages.map(({ line, message, ruleId }) => {
		const near = rendered.slice(Math.max(0, line - 4), line + 3).join('\n');
		return `${name}: ${message} (${ruleId})\n${near}`;
	});
}

async function main(): Promise<void> {
	const nodes = { EvolutionApi, EvolutionApiTrigger };
	const problems: string[] = [];
	for (const [name, Node] of Object.entries(nodes)) {
		problems.push(...(await problemsOf(name, new Node().description.properties)));
	}
	if (problems.length === 0) return;
	console.error(problems.join('\n\n'));
	process.exitCode = 1;
}

void main();
