import { readFileSync } from 'node:fs';
import path from 'node:path';

import { runtimeFolder } from '../../dev/n8n/runtimeFolder';

// n8n's code that nodes/EvolutionApi/n8n/ relies on, although n8n may change it. If a row fails after an update, read n8n's code again.

const ENGINE = 'n8n-core/dist/execution-engine';
const TRIGGERS = 'n8n/dist/workflows/triggers/trigger-execution-context.factory.js';
const FACTS: Readonly<Record<string, readonly string[]>> = {
	[TRIGGERS]: ['(data, responsePromise, donePromise, deduplicationKey) =>'],
	'n8n/dist/errors/execution-not-found-error.js': ['class ExecutionNotFoundError '],
	'n8n/dist/workflow-runner.js': [
		'async enqueueExecution(',
		'async runMainProcess(',
		'executionRepository.setRunning(',
		"addHandler('sendResponse'",
	],
	'n8n/dist/scaling/job-processor.js': ["addHandler('sendResponse'"],
	'n8n/dist/response-helper.js': ['res.status(status).json('],
	'n8n/dist/services/engine-v2-dispatcher.service.js': ["engineType === 'v2'"],
	'@n8n/engine/dist/database/generate-id.js': ['.v7)()'],
	[`${ENGINE}/node-execution-context/node-execution-context.js`]: [
		'this.workflow = workflow;',
		'this.runExecutionData = runExecutionData;',
		'this.connectionInputData = connectionInputData;',
	],
	[`${ENGINE}/workflow-execute.js`]: ['node.executeOnce === true'],
	[`${ENGINE}/requests-response.js`]: [
		'...action.input,\n            toolCallId: action.id,',
		'metadata: { nodeWasResumed: true, subNodeExecutionData',
		'inputOverride: { ai_tool: displayOutputData }',
	],
};

it.each(Object.entries(FACTS))('%s has the code that the nodes rely on', (file, code) => {
	const installed = readFileSync(path.join(runtimeFolder(), 'node_modules', file), 'utf8');
	expect(code.filter((part) => !installed.includes(part))).toEqual([]);
});
