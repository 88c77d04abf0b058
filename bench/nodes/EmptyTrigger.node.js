/** A trigger that does nothing itself, so it shows how much time n8n itself needs. */
const started = new Map();
const ACKNOWLEDGED = { webhookResponse: 'taken' };

class EmptyTrigger {
	constructor() {
		this.description = {
			displayName: 'Empty Trigger',
			name: 'emptyTrigger',
			group: ['trigger'],
			version: 2,
			description: 'Starts the workflow with what comes in',
			defaults: { name: 'Empty Trigger' },
			inputs: [],
			outputs: ['main'],
			credentials: [{ name: 'httpHeaderAuth' }],
			webhooks: [
				{
					name: 'default',
					httpMethod: 'POST',
					responseMode: 'onReceived',
					responseData: 'taken',
					path: 'webhook',
				},
			],
			properties: [
				{
					displayName: 'Way',
					name: 'way',
					type: 'string',
					noDataExpression: true,
					default: 'emit',
				},
			],
		};
		this.webhookMethods = {
			default: {
				async checkExists() {
					return false;
				},
				async create() {
					return true;
				},
				async delete() {
					return true;
				},
			},
		};
	}

	async trigger() {
		const id = this.getWorkflow().id;
		if (this.getNodeParameter('way') === 'emit') started.set(id, this);
		return { closeFunction: async () => void started.delete(id) };
	}

	async webhook() {
		const items = [[{ json: this.getBodyData() }]];
		const living = started.get(this.getWorkflow().id);
		if (living === undefined) return { workflowData: items };
		living.emit(items);
		return ACKNOWLEDGED;
	}

	async execute() {
		return [this.getInputData()];
	}
}

module.exports = { EmptyTrigger };
