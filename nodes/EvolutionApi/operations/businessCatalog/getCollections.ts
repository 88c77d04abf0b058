import { defineOperation } from '../../core/table/defineOperation';
import { recordOf, recordsIn, textOrNull } from '../../core/values/answer';
import { catalogRead, checkGot, simplifyProduct } from './shared/catalog';

/** `POST /business/getCollections/{instance}`: an item for each collection, with its products. */
export const getCollections = defineOperation({
	name: 'Get Collections',
	value: 'getCollections',
	action: 'Get the product collections of a business on WhatsApp',
	description: 'Get the collections in the catalog of a business, with their products',
	request: { method: 'POST', path: '/business/getCollections/{instance}', reads: true },
	...catalogRead,
	output: (answer) => {
		checkGot(answer);
		return recordsIn(answer.collections);
	},
	simplify: ({ id, name, status, products }) => ({
		collectionId: id ?? null,
		name: textOrNull(name),
		status: textOrNull(recordOf(status).status),
		productCount: recordsIn(products).length,
		products: recordsIn(products).map(simplifyProduct),
	}),
});
