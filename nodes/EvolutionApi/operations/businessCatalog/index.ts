import type { Resource } from '../../core/table/operation';
import { getCollections } from './getCollections';
import { getProducts } from './getProducts';

export const businessCatalog: Resource = {
	name: 'Business Catalog',
	value: 'businessCatalog',
	description: 'Get the products and collections of a business on WhatsApp',
	operations: [getCollections, getProducts],
};
