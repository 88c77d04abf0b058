import type { ICredentialType } from 'n8n-workflow';

import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import type { Operation, Resource } from '../../nodes/EvolutionApi/table/operation';
import type { Field } from '../../nodes/EvolutionApi/core/values/field';
import { EVENTS, HEALTH_ALERT } from '../../nodes/EvolutionApi/fields/events';
import { isOfAnyRoute, isOfEvolutionApi } from '../operationRoutes';
import { PACKAGE_NAME } from '../ourPackage';
import { fieldTable } from './fieldTable';
import { anchor, row } from './markdown';
import type { OutputSchema } from './outputSchema';
import { evolutionGo } from '../../nodes/EvolutionApi/server/evolutionGo';

export const REFERENCE = 'docs/reference';

const { version: ACTION_VERSION } = new EvolutionApi().description;
const { version: TRIGGER_VERSION } = new EvolutionApiTrigger().description;

export function referencePage(
	resource: Resource,
	outputs: ReadonlyMap<string, OutputSchema>,
): string {
	const { name, description, operations } = resource;
	const list = operations.map(
		(operation) => `- [${operation.name}](#${anchor(operation.name)}): ${operation.description}`,
	);
	return [
		`# ${name}`,
		`${description}. [All resources](README.md)`,
		list.join('\n'),
		...operations.map((one) =>
			section(resource.value, one, fieldTable(one.fields), outputs.get(one.value)),
		),
	]
		.join('\n\n')
		.concat('\n');
}

function section(
	resource: string,
	operation: Operation,
	table: string,
	output: OutputSchema | undefined,
): string {
	const { name, value, description, request, since } = operation;
	const route = isOfAnyRoute(operation) ? 'any' : `\`${request.method} ${request.path}\``;
	const version = typeof since === 'string' ? ` · Evolution API ${since} or newer` : '';
	const entry = { resource, operation: value, request };
	const onGo = evolutionGo.can(entry);
	const also = isOfEvolutionApi(operation) ? 'also' : 'only';
	const servers = onGo ? ` · ${also} with [Evolution Go](../evolution-go.md)` : '';
	const keys = Object.keys(output?.properties ?? {}).map((key) => `\`${key}\``);
	return [
		`## ${name}`,
		`${description.replace(/\.$/, '')}.`,
		`Route: ${route}${version}${servers}`,
		`In JSON: \`"resource": "${resource}", "operation": "${value}"\``,
		table,
		...(keys.length === 0 ? [] : [`Output: ${keys.join(', ')}`]),
	].join('\n\n');
}

export const exampleNode = `{
	"name": "Say hello",
	"type": "${PACKAGE_NAME}.evolutionApi",
	"typeVersion": ${String(ACTION_VERSION)},
	"position": [220, 0],
	"parameters": {
		"authentication": "globalKey",
		"resource": "message",
		"operation": "sendText",
		"instance": { "__rl": true, "mode": "name", "value": "support" },
		"recipient": { "__rl": true, "mode": "number", "value": "5511988887777" },
		"text": "={{ 'Hello ' + $json.name }}",
		"options": { "linkPreview": false },
		"bulkSending": { "rateLimit": { "values": { "minDelay": 5, "maxDelay": 15 } } }
	},
	"credentials": { "evolutionGlobalKeyApi": { "id": "…", "name": "Evolution server" } }
}`;

const IN_JSON = `Each field has two names: its label in the editor, and its parameter in the JSON of a workflow. Labels may change with a
version, parameters don't. A node looks like this:

\`\`\`json
${exampleNode}
\`\`\`

- **type**: \`${PACKAGE_NAME}.evolutionApi\` with \`typeVersion\` ${String(ACTION_VERSION)}, or \`${PACKAGE_NAME}.evolutionApiTrigger\` with
  \`typeVersion\` ${String(TRIGGER_VERSION)}. As a tool of an AI agent, it's \`${PACKAGE_NAME}.evolutionApiTool\`.
- **authentication**: \`globalKey\` with the credential \`evolutionGlobalKeyApi\`, or \`instanceKey\` with \`evolutionInstanceKeyApi\`.
- **Dots** in a parameter lead into objects: \`options.linkPreview\` is \`linkPreview\` in \`options\`. \`[]\` is a list of such objects:
  \`buttons.button[].displayText\` is \`"buttons": { "button": [{ "displayText": "…" }] }\`.
- **A field with modes**, such as *Instance*, is an object with \`__rl\`, \`mode\` and \`value\`. The modes are among its values.
- **Values** are those shown in code: \`"mediaType": "image"\`. A switch is \`true\` or \`false\`.
- **An expression** is a text that begins with \`=\`.
- **A parameter that's left out** has its default. In *Options* and other fields with dots it isn't set.`;

export function referenceIndex(
	resources: readonly Resource[],
	credentials: readonly ICredentialType[],
): string {
	const rows = resources.map(({ name, value, description, operations }) =>
		row(
			`**[${name}](${value}.md)**`,
			description,
			operations.map((one) => `[${one.name}](${value}.md#${anchor(one.name)})`).join(' · '),
		),
	);
	const table = [row('Resource', 'What it does', 'Operations'), '|---|---|---|', ...rows];
	return [
		'# Reference',
		'This page lists every operation of the node, with links to its fields, route and output. You need it to look something up, or to write a workflow as [JSON](#in-json). If you build in the editor, you can skip it: the editor shows the same fields.\n\n[The trigger](trigger.md) · [every error](errors.md) · [which route belongs to which operation](../development/coverage.md). Written by `npm run generate`.',
		table.join('\n'),
		'## In JSON',
		IN_JSON,
		'## Credentials',
		...credentials.map(
			({ displayName, name, properties }) =>
				`**${displayName}**, in JSON \`${name}\`\n\n${fieldTable(properties)}`,
		),
	]
		.join('\n\n')
		.concat('\n');
}

export function triggerPage(fields: readonly Field[]): string {
	const rows = EVENTS.map(({ name, value, emits, description }) =>
		row(name, `\`${value}\``, `\`${emits}\``, description),
	);
	const ownRow = row(HEALTH_ALERT.name, `\`${HEALTH_ALERT.value}\``, '', HEALTH_ALERT.description);
	const head = [row('Event', 'Value', 'From the server', 'When'), '|---|---|---|---|'];
	const events = [...head, ...rows, ownRow];
	return [
		'# Trigger',
		"This page lists every field and event of the trigger. If you're new to it, read [start a workflow](../triggers.md) instead. [All of the reference](README.md) · [the items it returns](../trigger-output.md)",
		`In JSON: \`"type": "${PACKAGE_NAME}.evolutionApiTrigger", "typeVersion": ${String(TRIGGER_VERSION)}\``,
		'## Fields',
		fieldTable(fields),
		'## Events',
		`*Webhook* and *Event Transport* have the same events, except *${HEALTH_ALERT.name}*, which the trigger makes itself. *From the server* is the item's \`event\`.`,
		`${events.join('\n')}\n`,
	].join('\n\n');
}
