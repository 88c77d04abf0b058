// Runs on n8n's own Node, and prints as JSON how n8n interprets our node descriptions.
// Arguments: n8n's `node_modules`, the folder of the built nodes, the package's name, and items as JSON.
const path = require('node:path');
const [modules, nodes, packageName, items] = process.argv.slice(2);
const inN8n = (file) => require(path.join(modules, 'n8n', 'dist', 'modules', file));
require(path.join(modules, 'reflect-metadata'));

const { synthesizeNodeTypeDef } = inN8n('mcp-registry/synthesize-type-def.js');
const { NodeDefinedFieldRedactionStrategy } = inN8n(
	'redaction/executions/strategies/node-defined-field-redaction.strategy.js',
);

/** Returns the items as n8n shows them after it has redacted sensitive fields. */
async function shown(description) {
	const strategy = new NodeDefinedFieldRedactionStrategy(console, {
		getByNameAndVersion: () => ({ description }),
	});
	const execution = {
		workflowData: { nodes: [{ name: 'Ours', type: 'ours', typeVersion: 1 }] },
		data: { resultData: { runData: { Ours: [{ data: { main: [JSON.parse(items)] } }] } } },
	};
	await strategy.apply(execution, { memo: new Map() });
	return execution.data.resultData.runData.Ours[0].data.main[0];
}

async function main() {
	const all = {};
	for (const name of ['EvolutionApi', 'EvolutionApiTrigger']) {
		const [Class] = Object.values(require(path.join(nodes, `${name}.node.js`)));
		const { description } = new Class();
		const named = { ...description, name: `${packageName}.${description.name}` };
		all[description.name] = { type: synthesizeNodeTypeDef(named), shown: await shown(description) };
	}
	process.stdout.write(JSON.stringify(all));
}

void main();
