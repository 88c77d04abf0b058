import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { perChannel } from '../../whatsapp/send';
import { catalogSchema, catalogLimit, noCatalog, ownerOf, PRODUCTS } from './owner';

export const getCatalog: InstanceRoute = {
	method: 'POST',
	path: '/business/getCatalog/:instanceName',
	guard: 'instance',
	schema: catalogSchema,
	handler: perChannel({
		baileys(call) {
			const wuid = ownerOf(call);
			if (call.instance.state !== 'open') return ok(noCatalog(wuid));
			const catalog = PRODUCTS.slice(0, catalogLimit(call));
			return ok({
				wuid,
				numberExists: true,
				isBusiness: true,
				catalogLength: catalog.length,
				catalog,
			});
		},
	}),
};
