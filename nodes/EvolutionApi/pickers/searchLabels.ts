import { listOfInstance, picker } from './picker';

/** Labels of the WhatsApp Business app. `GET /label/findLabels/{instance}` */
export const searchLabels = picker(async (context) => {
	const labels = await listOfInstance(context, '/label/findLabels/{instance}');
	return labels.map(({ id, name }) => ({ name: String(name || id), value: String(id) }));
});
