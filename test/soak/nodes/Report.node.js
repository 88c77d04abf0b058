/**
 * Posts the message id and the error of each item. Loaded by the n8n of the soak run: HTTP Request would have
 * expressions to evaluate for it, in a run that is about many events.
 */
class Report {
	constructor() {
		this.description = {
			displayName: 'Report',
			name: 'report',
			group: ['output'],
			version: 1,
			description: 'Posts the message ID and the error of each item',
			defaults: { name: 'Report' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
		};
	}

	async execute() {
		const items = this.getInputData();
		const url = this.getNodeParameter('url', 0);
		for (const { json } of items) {
			const body = { id: json.messageId, error: json.error };
			await this.helpers.httpRequest({ method: 'POST', url, body, json: true });
		}
		return [items];
	}
}

module.exports = { Report };
