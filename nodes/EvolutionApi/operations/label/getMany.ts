import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';

/** `GET /label/findLabels/{instance}` */
export const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp labels',
	description: 'Get the labels of the WhatsApp Business app',
	request: { method: 'GET', path: '/label/findLabels/{instance}', reads: true },
	fields: [instanceField, ...listFields],
});
