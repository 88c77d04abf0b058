/** Creates as many items as the webhook's request asks for. */
class Items {
	constructor() {
		this.description = {
			displayName: 'Items',
			name: 'items',
			group: ['transform'],
			version: 1,
			description: 'Makes items with a number and a text',
			defaults: { name: 'Items' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		};
	}

	async execute() {
		const [{ json }] = this.getInputData();
		const items = Array.from({ length: json.body.count }, (_, index) => ({
			json: { number: String(5511900000000 + index), text: `Hello ${index}` },
		}));
		return [items];
	}
}

module.exports = { Items };
