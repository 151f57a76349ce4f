import assert from 'node:assert/strict';
import { findLogStatements } from '../../../src/ui/logs/seen/logStatements.ts';

/** A statement with the message as it is expected: `<name>` stands for a value. */
type Row = readonly [source: string, ...messages: string[]];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  typescript: [
    ["log.info('Server started')", 'Server started'],
    ['this.logger.warn(`Request ${req.id} took ${ms.toFixed(1)} ms`)', 'Request <req.id> took <ms.toFixed(1)> ms'],
    ["request.log.error({ err, id }, 'payment %s failed', id)", 'payment <id> failed'],
    ["log.error(error, 'cannot reach %s:%d', host, port)", 'cannot reach <host>:<port>'],
    ["logger.log('info', 'User %s logged in', user.name)", 'User <user.name> logged in'],
    ["logger.log({ level: 'info', message: 'no text of its own' })"],
    [
      "logger.info('Loaded ' + count + ' assets from ' + path.join(a, b))",
      'Loaded <count> assets from <path.join(a, b)>',
    ],
    ["console.log('listening on', port)", 'listening on<port>'],
    ["console.log(name, 'has started')", '<name> has started'],
    ["getLogger('x').debug('cache miss')", 'cache miss'],
    ["app?.log?.info('optional')", 'optional'],
    ["log\n  .child({ a: [1, 2] })\n  .info('chained over lines')", 'chained over lines'],
    ["log.info(ok ? 'went well' : 'went badly')"],
    ['log.info(`${a}`)'],
    ["log.info('%s: %s', a, b)"],
    ["log.info('100% sure, no arguments')", '100% sure, no arguments'],
    ["log.info('100% sure of %s', x)", '100% sure of <x>'],
    ["log.info('100%% of %s', x)", '100% of <x>'],
    ["log.info('line one\\nline two ' + x)", 'line one'],
    ["log.info('it\\'s \\u00e4 \"test\"')", 'it\'s ä "test"'],
    ["// log.info('commented out')"],
    ["dialogs.info('not a logger')"],
    ["log.info(/* why */ 'after a comment' // and more\n)", 'after a comment'],
    ["log.info('unterminated"],
    ['log.info(`outer ${inner(`nested ${deep}`)} end`)', 'outer <inner(`nested ${deep}`)> end'],
    ["res.status(500).json({ a: log.warn('within') })", 'within'],
    ["log.info('first'); log.info('second')", 'first', 'second'],
    ["log.info(util.format('made of %d parts', n))", 'made of <n> parts'],
  ],
  python: [
    ['logger.info("User %s has %d items", name, count)', 'User <name> has <count> items'],
    ['logging.warning("disk %(mount)s is full", {"mount": m})', 'disk <mount> is full'],
    ['log.error(f"job {job.id!r} took {ms:.2f} ms, {{braces}}")', 'job <job.id> took <ms> ms, {braces}'],
    ['self.logger.exception("failed: %s" % error)', 'failed: <>'],
    ['logger.info("page {} of {}".format(a, b))', 'page <> of <>'],
    ['logger.info("loaded {name} at {}", at, name=n)', 'loaded <name> at <at>'],
    ['logger.debug("one "\n    "message %s", x)', 'one message <x>'],
    ['logger.info("""three quotes""")', 'three quotes'],
    ['logger.log(logging.INFO, "with a level")', 'with a level'],
    ["logger.info(r'C:\\new %s', x)", 'C:\\new <x>'],
    ['# logger.info("a comment")'],
  ],
  go: [
    ['logger.Info("request done", zap.Int("status", s))', 'request done<zap.Int("status", s)>'],
    ['log.Printf("worker %d: %v", id, err)', 'worker <id>: <err>'],
    ['logrus.WithFields(logrus.Fields{"a": 1}).Warnf("slow query %s", q)', 'slow query <q>'],
    ['slog.InfoContext(ctx, "started", "port", port)', 'started<port>'],
    ['log.Error().Err(err).Msg("cannot connect")', 'cannot connect'],
    ['sugar.Infow("cache warmed", "n", n)', 'cache warmed<n>'],
    ['logger.Info(fmt.Sprintf("took %s", d))', 'took <d>'],
    ['log.Info(`raw \\n text`)', 'raw \\n text'],
  ],
  java: [
    ['LOG.info("User {} bought {}", user, item);', 'User <user> bought <item>'],
    ['log.error("cannot save {}", id, exception);', 'cannot save <id>'],
    ['private static final x = 1; logger.debug("took " + ms + " ms");', 'took <ms> ms'],
    ['log.atInfo().log("fluent {}", x);', 'fluent <x>'],
    ['logger.warn(String.format("%d of %d", a, b) + " are left");', '<a> of <b> are left'],
  ],
  kotlin: [['logger.info("User $name has ${items.size} items")', 'User <name> has <items.size> items']],
  csharp: [
    [
      '_logger.LogInformation("Order {OrderId} shipped to {Country}", order.Id, country);',
      'Order <OrderId> shipped to <Country>',
    ],
    [
      '_logger.LogError(ex, "Payment {Id} failed after {Elapsed:0.00} ms", id, ms);',
      'Payment <Id> failed after <Elapsed> ms',
    ],
    [
      'logger.LogWarning($"Cache miss for {key.ToUpper()} in {region,10:N2} zone");',
      'Cache miss for <key.ToUpper()> in <region> zone',
    ],
    [
      'this._logger.LogDebug($@"Reading {path} from C:\\temp, ""quoted"" {{braces}}");',
      'Reading <path> from C:\\temp, "quoted" {braces}',
    ],
    ['_logger.LogInformation(@"C:\\data\\", x);', 'C:\\data\\<x>'],
    ['_logger.LogInformation("Starting up");', 'Starting up'],
    ['_logger.Log(LogLevel.Error, "Queue {Name} is {State}", queue, state);', 'Queue <Name> is <State>'],
    [
      'Log.Information("User {@User} bought {$Item} for {{free}}", user, item);',
      'User <User> bought <Item> for {free}',
    ],
    ['Log.ForContext<Shop>().Warning("Stock of {Item} is low", item);', 'Stock of <Item> is low'],
    ['Logger.Info("{0} of {1} done, {0} again", done, total);', '<done> of <total> done, <done> again'],
    ['log.ErrorFormat("Cannot open {0}: {1}", file, reason);', 'Cannot open <file>: <reason>'],
    ['logger.Warn("disk " + name + " is full");', 'disk <name> is full'],
    ['logger.LogInformation("Split at {Char}", \'"\');', 'Split at <Char>'],
    ['logger.Error(string.Format("Step {0} took {1} ms", step, ms));', 'Step <step> took <ms> ms'],
    ['logger.LogInformation("""\n    raw "text" here\n    """);'],
    ['logger.LogInformation("""raw "text" of {Name}""", name);', 'raw "text" of <Name>'],
    ['logger.LogInformation($$"""json {"a": {{value}}} sent""");', 'json {"a": <value>} sent'],
    ['logger.LogError($"Retry {(last ? "last" : "next")} of {url}");', 'Retry <(last ? "last" : "next")> of <url>'],
    ['_logger?.LogTrace("tick of {Clock}", clock);', 'tick of <Clock>'],
    ['// _logger.LogInformation("commented out");'],
    ['catalog.Information("not a logger");'],
  ],
  rust: [
    ['info!("listening on {}", addr);', 'listening on <addr>'],
    ['log::info!("worker {id} took {:?} of {total:>8.2}", elapsed);', 'worker <id> took <elapsed> of <total>'],
    ['tracing::error!("cannot reach {host}:{port}");', 'cannot reach <host>:<port>'],
    ['error!(error = ?err, user.id = %id, "payment failed");', 'payment failed<fields>'],
    ['warn!(target: "shop::stock", "stock of {} is low", item);', 'stock of <item> is low<fields>'],
    ['info!(kind = "cold", "cache warmed in {ms} ms");', 'cache warmed in <ms> ms<fields>'],
    ['event!(Level::INFO, count, "flushed {} rows", rows.len());', 'flushed <rows.len()> rows<fields>'],
    ['debug!("{0} then {1} then {0}", first, second);', '<first> then <second> then <first>'],
    ['debug!("{name} is now {}", state, name = user.name());', '<name> is now <state>'],
    ['info!("set {{a, b}} to {value:#?}");', 'set {a, b} to <value>'],
    ['info!(r"path C:\\temp of {}", x);', 'path C:\\temp of <x>'],
    ['info!(r#"said "hello" to {name}"#);', 'said "hello" to <name>'],
    ['warn!("over \\\n        two lines, {n} times");', 'over two lines, <n> times'],
    ['info!(log, "request done"; "status" => status);', 'request done<=>status>'],
    ['trace!("split at {}", \'"\');', 'split at <>'],
    ['fn log<\'a>(x: &\'a str) { debug!("borrowed {x}"); }', 'borrowed <x>'],
    ['error!("{}", err);'],
    ['// info!("commented out");'],
    ['println!("not a logger");'],
  ],
  ruby: [
    ['logger.error "Payment #{payment.id} failed: #{e.message}"', 'Payment <payment.id> failed: <e.message>'],
    [
      'Rails.logger.info("Processing #{job} with #{args.map { |a| "<#{a}>" }.join}")',
      'Processing <job> with <args.map { |a| "<#{a}>" }.join>',
    ],
    ["@logger.warn 'it\\'s late, #{not} a value'", "it's late, #{not} a value"],
    ['logger.debug { "cache of #{key} is cold" }', 'cache of <key> is cold'],
    ['logger.info("worker") { "job #{id} done" }', 'job <id> done'],
    ['logger.info "took %d ms of %s" % [ms, name]', 'took <> ms of <>'],
    ['logger.info format("took %d ms for %s", ms, name)', 'took <ms> ms for <name>'],
    ['logger.warn "slow query: " + sql\nputs "and more"', 'slow query: <sql>'],
    ['logger.error "no stock" if stock.zero?', 'no stock'],
    ['logger&.info "optional #{x}"', 'optional <x>'],
    ['logger.fatal "one " \\\n  "message"', 'one message'],
    ['logger.info "user signed in", user_id: user.id', 'user signed in<user_id:user.id>'],
    ['rescue => e; log.error "cannot save: #{e}"; raise', 'cannot save: <e>'],
    ['def logger.info = nil'],
    ['if logger.debug? then x end'],
    ['# logger.info "commented out"'],
    ['catalog.info "not a logger"'],
  ],
  plaintext: [["log.info('not a language')"]],
};

describe('findLogStatements', () => {
  const shown = (source: string, language: string): string[] =>
    findLogStatements(source, language).map(({ parts, holes }) =>
      parts.map((part, i) => (i < holes.length ? `${part}<${holes[i]}>` : part)).join(''),
    );
  for (const [language, rows] of Object.entries(ROWS)) {
    for (const [source, ...messages] of rows) {
      it(`${language}: ${source.replaceAll('\n', '⏎')}`, () => {
        assert.deepEqual(shown(source, language), messages);
      });
    }
  }

  it('tells where the call is', () => {
    const source = "x();\nlog.info('here');\n";
    const [found] = findLogStatements(source, 'javascript');
    assert.equal(source.slice(found?.start, found?.end), "info('here')");
  });

  it('takes linear time, whatever the source is', () => {
    const hostile: Readonly<Record<string, readonly ((size: number) => string)[]>> = {
      typescript: [
        (n) => 'log.info('.repeat(50 * n),
        (n) => "log.info('".repeat(50 * n),
        (n) => `log${'.info '.repeat(100 * n)}`,
        (n) => `log.info(${'['.repeat(200 * n)}`,
        (n) => `log.info('${'%'.repeat(200 * n)}', x)`,
        (n) => `log.info('${'%----'.repeat(700)}', x)`.repeat(n / 10),
        (n) => `log.info(\`${'${'.repeat(100 * n)}\`)`,
        (n) => `log.info(\`${'${`'.repeat(1_200)})`.repeat(n / 10),
        (n) => `log.info(${"f('".repeat(1_000)})`.repeat(n / 10),
        (n) => `${')'.repeat(300)}.info('x')`.repeat(n),
      ],
      csharp: [
        (n) => `log.Info(${'$'.repeat(500 * n)}`,
        (n) => `log.Info($"${'{'.repeat(300 * n)}`,
        (n) => `log.Info($$"""${'{{"""'.repeat(700)}`.repeat(n / 10),
        (n) => `log.Info("${'{a:'.repeat(700)}", x);`.repeat(n / 10),
        (n) => `${'<'.repeat(200)}>().Info("x");`.repeat(n),
        (n) => `log.Info(${"'\\".repeat(1_500)}`.repeat(n / 10),
      ],
      rust: [
        (n) => `info!(r${'#'.repeat(500 * n)}`,
        (n) => `info!("${'\\\n'.repeat(300 * n)}`,
        (n) => `info!("a\\\n${' '.repeat(700)}`.repeat(n),
        (n) => `info!("${'{x}'.repeat(1_000)}", x);`.repeat(n / 10),
        (n) => 'info!('.repeat(100 * n),
      ],
      ruby: [
        (n) => 'log.info "'.repeat(50 * n),
        (n) => `log.info "${'#{'.repeat(200 * n)}`,
        (n) => 'log.info x, '.repeat(50 * n),
        (n) => `log.info ${'\\\n'.repeat(200 * n)}`,
        (n) => 'log.info { '.repeat(50 * n),
      ],
    };
    // What this thread works is the same on a machine that others work on, too.
    const workMs = (source: string, language: string): number => {
      const before = process.threadCpuUsage();
      findLogStatements(source, language);
      const { user, system } = process.threadCpuUsage(before);
      return (user + system) / 1_000;
    };
    for (const [language, sources] of Object.entries(hostile)) {
      for (const source of sources) {
        const [small, large] = [source(100), source(800)];
        assert.ok(large.length <= 900_000 && large.length >= 7 * small.length, source.toString());
        workMs(small, language);
        const smallMs = workMs(small, language);
        const largeMs = workMs(large, language);
        // Eight times as much: where time grew with the square, it would be sixty times as long.
        assert.ok(largeMs < 20 * smallMs + 1_000, `${language}, ${source.toString()}: ${smallMs} and ${largeMs} ms`);
      }
    }
  });
});
