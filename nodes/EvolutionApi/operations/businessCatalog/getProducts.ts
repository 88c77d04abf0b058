import { defineOperation } from '../../core/table/defineOperation';
import { recordsIn } from '../../core/values/answer';
import { catalogRead, checkGot, simplifyProduct } from './shared/catalog';

/** `POST /business/getCatalog/{instance}`: an item for each product. */
export const getProducts = defineOperation({
	name: 'Get Products',
	value: 'getProducts',
	action: 'Get the products of a business on WhatsApp',
	description: 'Get the products in the catalog of a business',
	request: { method: 'POST', path: '/business/getCatalog/{instance}', reads: true },
	...catalogRead,
	output: (answer) => {
		checkGot(answer);
		return recordsIn(answer.catalog);
	},
	simplify: simplifyProduct,
});
