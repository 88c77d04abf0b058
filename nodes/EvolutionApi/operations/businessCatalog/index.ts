import type { Resource } from '../../core/table/operation';
import { getCollections } from './getCollections';
import { getProducts } from './getProducts';

export const businessCatalog: Resource = {
	name: 'Business Catalog',
	value: 'businessCatalog',
	description: 'The products and collections that a business shows on WhatsApp',
	operations: [getCollections, getProducts],
};
