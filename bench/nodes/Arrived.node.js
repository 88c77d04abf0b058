/** Posts the ID of the message that started the workflow, without evaluating an expression. */
class Arrived {
	constructor() {
		this.description = {
			displayName: 'Arrived',
			name: 'arrived',
			group: ['output'],
			version: 1,
			description: 'Posts the ID of the message that started the workflow',
			defaults: { name: 'Arrived' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
		};
	}

	async execute() {
		const items = this.getInputData();
		const url = this.getNodeParameter('url', 0);
		for (const { json } of items) {
			const id = json.messageId ?? json.body.data.key.id;
			await this.helpers.httpRequest({ method: 'POST', url, body: { id }, json: true });
		}
		return [items];
	}
}

module.exports = { Arrived };
