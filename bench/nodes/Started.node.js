const { appendFileSync } = require('node:fs');

/** Writes when the workflow started, Unix ms, and with how many items. */
class Started {
	constructor() {
		this.description = {
			displayName: 'Started',
			name: 'started',
			group: ['output'],
			version: 1,
			description: 'Writes down when the workflow has started',
			defaults: { name: 'Started' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [{ displayName: 'File', name: 'file', type: 'string', default: '' }],
		};
	}

	async execute() {
		appendFileSync(
			this.getNodeParameter('file', 0),
			`${Date.now()} ${this.getInputData().length}\n`,
		);
		return [this.getInputData()];
	}
}

module.exports = { Started };
