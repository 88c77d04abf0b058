/**
 * Posts the message ID and the error of each item. The soak test loads this node into n8n, because HTTP Request would have to
 * evaluate expressions for that, and the test needs many events.
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
