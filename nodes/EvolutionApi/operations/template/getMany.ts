import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { simplify } from '../../fields/simplify';
import { simplifyTemplate } from './shared/templateFields';

/** `GET /template/find/{instance}` */
export const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp message templates',
	description: 'Get the message templates of the business account with their approval status',
	request: { method: 'GET', path: '/template/find/{instance}', reads: true },
	fields: [instanceField, ...listFields, simplify],
	simplify: simplifyTemplate,
});
