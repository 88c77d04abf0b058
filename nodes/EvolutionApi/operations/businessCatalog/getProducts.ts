import { defineOperation } from '../../core/table/defineOperation';
import { recordsIn } from '../../core/values/answer';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { simplify } from '../../fields/simplify';
import {
	businessNumber,
	catalogBody,
	catalogInput,
	checkGot,
	simplifyProduct,
} from './shared/catalog';

/** `POST /business/getCatalog/{instance}`: an item for each product. */
export const getProducts = defineOperation({
	name: 'Get Products',
	value: 'getProducts',
	action: 'Get the products of a business on WhatsApp',
	description: 'List the products in the catalog of a business',
	since: '2.3.0',
	request: { method: 'POST', path: '/business/getCatalog/{instance}', reads: true },
	fields: [instanceField, businessNumber, ...listFields, simplify],
	input: catalogInput,
	example: { businessNumber: '5511988887777' },
	body: catalogBody,
	output: (answer) => {
		checkGot(answer);
		return recordsIn(answer.catalog);
	},
	simplify: simplifyProduct,
});
