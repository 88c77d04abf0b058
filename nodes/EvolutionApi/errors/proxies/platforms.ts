import type { ProxyWords } from '../knownWords';

// The platforms on which servers run.

export const PLATFORM_WORDS: readonly ProxyWords[] = [
	{
		by: 'EasyPanel',
		example: {
			status: 502,
			body: '<h1>Service is not reachable</h1>Make sure the service is running and healthy.',
		},
		words: /service is not reachable/i,
		does: 'EasyPanel does not reach the service of the server',
		whatToDo:
			'In EasyPanel, check that the service runs (its log), and that its domain has the port of the server, 8080.',
		done: 'perhaps',
	},
	{
		by: 'Railway',
		example: {
			status: 404,
			body: { status: 'error', code: 404, message: 'Application not found' },
		},
		words: /"Application not found"/,
		does: 'Railway has no such application',
		whatToDo: 'Check the domain of the service in Railway, and that it was deployed.',
		done: 'no',
	},
	{
		by: 'Railway',
		example: {
			status: 502,
			body: { status: 'error', code: 502, message: 'Application failed to respond' },
		},
		words: /Application failed to respond/,
		does: 'The server did not answer Railway',
		whatToDo:
			'Look at the log of the service. Its port has to be that of the server (SERVER_PORT, PORT).',
		done: 'perhaps',
	},
	{
		by: 'Render',
		example: { status: 503, body: '', headers: { 'x-render-routing': 'suspend-by-user' } },
		header: ['x-render-routing', /no-server|suspend|hibernate/],
		does: 'Render does not run the server',
		whatToDo:
			'Start or pay for the service in Render. A free one sleeps and needs a minute to wake.',
		done: 'no',
	},
	{
		by: 'Heroku',
		example: {
			status: 404,
			body: '<iframe src="//www.herokucdn.com/error-pages/no-such-app.html">',
		},
		words: /no-such-app\.html/,
		does: 'Heroku has no such application',
		whatToDo: 'Check the Base URL.',
		done: 'no',
	},
	{
		by: 'Heroku',
		example: {
			status: 503,
			body: '<title>Application Error</title><iframe src="//www.herokucdn.com/error-pages/application-error.html">',
		},
		words: /application-error\.html|<title>Application Error/i,
		does: 'The server did not answer the platform on which it runs',
		whatToDo: 'Look at its log there. An answer has to come within 30 seconds.',
		done: 'perhaps',
	},
	{
		by: 'Zeabur',
		example: { status: 502, body: '<h1>502: SERVICE_UNAVAILABLE</h1> Zeabur' },
		words: /502: SERVICE_UNAVAILABLE/,
		does: 'The server did not answer Zeabur',
		whatToDo: 'Look at its log there, and at the port of the service.',
		done: 'perhaps',
	},
	{
		by: 'n8n itself',
		example: {
			status: 404,
			body: {
				code: 404,
				message: 'The requested webhook "POST message/sendText/demo" is not registered.',
			},
		},
		words: /The requested webhook [\\"]|X-N8N-API-KEY|n8n is starting up/,
		does: 'n8n itself answers at the Base URL, and not the server',
		whatToDo:
			'In the credential, enter the address of the server, which is another one than that of n8n and of its webhooks.',
		done: 'no',
	},
	{
		by: 'S3, MinIO',
		example: {
			status: 400,
			body: '<?xml version="1.0"?><Error><Code>InvalidArgument</Code><Message>S3 API Requests must be made to API port.</Message></Error>',
		},
		words: /<Error>\s*<Code>|S3 API Requests must be made/,
		does: 'A storage for files (S3, MinIO) answers at the Base URL',
		whatToDo: 'Enter the address of the server itself as Base URL.',
		done: 'no',
	},
	{
		by: 'Koyeb',
		example: { status: 404, body: '<title>404: No active service</title>' },
		words: /no active service/i,
		does: 'The platform does not run the server',
		whatToDo: 'Start the service there (Koyeb).',
		done: 'no',
	},
	{
		by: 'Azure',
		example: { status: 403, body: '<title>Web App - Unavailable</title>' },
		words:
			/web app - unavailable|this web app is stopped|(?:do not|don't) have permission to view this directory or page/i,
		does: 'The platform does not run the server, or lets nobody in',
		whatToDo: 'Start the app there, and look at its access restrictions (Azure App Service, IIS).',
		done: 'no',
	},
	{
		by: 'Railway',
		example: { status: 404, body: 'The train has not arrived at the station.' },
		words: /train has not arrived/i,
		does: 'Railway has no such application',
		whatToDo: 'Check the domain of the service in Railway, and that it was deployed.',
		done: 'no',
	},
	{
		by: 'Fly.io',
		example: { status: 503, body: '', headers: { server: 'Fly/0a1b2c3d' } },
		statuses: [502, 503],
		header: ['server', /^Fly\//],
		does: 'Fly.io runs no machine of the server',
		whatToDo:
			'Start it there (fly machine start), and look at its log and at the internal_port of fly.toml.',
		done: 'perhaps',
	},
	{
		by: 'Vercel',
		example: {
			status: 404,
			body: 'The deployment could not be found on Vercel.\n\nDEPLOYMENT_NOT_FOUND',
		},
		words: /DEPLOYMENT_NOT_FOUND|DEPLOYMENT_DISABLED|could not be found on Vercel/,
		does: 'Vercel has no such deployment',
		whatToDo:
			'Evolution API does not run on Vercel: enter the address of the server itself as Base URL.',
		done: 'no',
	},
	{
		by: 'Netlify, GitHub Pages',
		example: { status: 404, body: 'Not Found - Request ID: 01ABC' },
		words:
			/^Not Found - Request ID|There isn't a GitHub Pages site here|Site not found · GitHub Pages/,
		does: 'The platform shows web pages, and has no server at this address',
		whatToDo: 'Enter the address of the server itself as Base URL.',
		done: 'no',
	},
	{
		by: 'OpenShift, Kubernetes',
		example: {
			status: 503,
			body: '<title>Application is not available</title><p>The application is currently not serving requests at this endpoint.</p>',
		},
		words:
			/currently not serving requests at this endpoint|^default backend - 404|no endpoints available for service/i,
		does: 'The cluster runs no server for this address',
		whatToDo:
			'Look at the pods and the route there: a pod has to be ready, and the route has to have its port.',
		done: 'no',
	},
	{
		by: 'Google Cloud Run',
		example: {
			status: 503,
			body: '<h2>The request was aborted because there was no available instance.</h2>',
		},
		words: /no available instance/i,
		does: 'Google Cloud Run has no free instance of the server',
		whatToDo:
			'Raise the number of instances there, one at the least (min-instances): WhatsApp needs a server that always runs.',
		done: 'no',
		mayHeal: true,
	},
	{
		by: 'Google Cloud Run',
		example: {
			status: 503,
			body: '<h2>The request failed because either the HTTP response was malformed or connection to the instance had an error.</h2>',
		},
		words: /connection to the instance had an error|malformed response or connection/i,
		does: 'The server did not answer Google Cloud Run as it should',
		whatToDo: 'Look at its log there, and at its memory: it may have been ended amid the request.',
		done: 'perhaps',
	},
	{
		by: 'Google',
		example: { status: 404, body: '<title>Error 404 (Not Found)!!1</title>' },
		statuses: [404],
		words: /Error 404 \(Not Found\)!!1|That’s all we know/,
		does: 'Google has no route to the server',
		whatToDo: 'Check the Base URL and the load balancer or the Cloud Run service of Google.',
		done: 'no',
	},
	{
		by: 'Google',
		example: {
			status: 502,
			body: '<title>502 Server Error</title><h2>The server encountered a temporary error and could not complete your request.</h2>',
		},
		words:
			/encountered a temporary error and could not complete your request|<title>50\d Server Error/i,
		does: 'The load balancer of Google does not get an answer of the server',
		whatToDo:
			'Check that the server runs, its health check, and the time limit of the backend (30 seconds, unless it is raised).',
		done: 'perhaps',
	},
	{
		by: 'Azure',
		example: { status: 503, body: "<h2>Our services aren't available right now</h2>" },
		words: /our services aren't available right now/i,
		does: 'Azure Front Door does not get an answer of the server',
		whatToDo: 'Check that the server runs, and the origin in Azure.',
		done: 'perhaps',
	},
	{
		by: 'Hosting companies',
		example: { status: 403, body: '<title>Account Suspended</title>' },
		words: /(?:account|site|service) (?:has been )?suspended/i,
		does: 'The account at the hosting company is suspended',
		whatToDo: 'Look there: a bill may be open, or a limit used up.',
		done: 'no',
	},
	{
		by: 'Hosting companies',
		example: { status: 508, body: '<title>508 Resource Limit Is Reached</title>' },
		words: /resource limit is reached|bandwidth limit exceeded/i,
		does: 'The hosting company lets the server do no more at the moment',
		whatToDo:
			'Its plan has used up processes, memory or traffic: send more slowly, or choose a larger one.',
		done: 'no',
		list: 'slower',
	},
	{
		by: 'Nginx Proxy Manager, CapRover',
		example: { status: 404, body: '<h1>Nothing here yet :/</h1>' },
		words: /successfully started the Nginx Proxy Manager|nothing here yet :\//i,
		does: 'The proxy shows its own page, and has no route to the server',
		whatToDo:
			'Check the Base URL, and that the proxy has a site with exactly that host name, which leads to the server (Nginx Proxy Manager, CapRover).',
		done: 'no',
	},
	{
		by: 'Hosting companies',
		example: { status: 200, body: '<title>Domain parked</title>' },
		words:
			/<title>[^<]*(?:parked|domain (?:is )?for sale|future home of|coming soon|default web page)/i,
		does: 'The domain is parked: no server is behind it',
		whatToDo: 'Enter the address of the server as Base URL, or let the domain lead to it (DNS).',
		done: 'no',
	},
];
