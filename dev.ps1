#!/usr/bin/env pwsh
# The verbs of ./dev for Windows without bash; see "dev.ps1 help".
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$out = Join-Path $root 'artifacts'
$program = Join-Path $out 'bin/Cli/release/xinference.dll'
$testSeconds = if ($env:XINFERENCE_TEST_SECONDS) { [int]$env:XINFERENCE_TEST_SECONDS } else { 600 }   # one test process may take this long
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_CLI_UI_LANGUAGE = 'en'

function Stop-Dev($message) { [Console]::Error.WriteLine("dev: $message"); exit 1 }

function Invoke-Dotnet {
    Push-Location $root
    try { & dotnet @args } finally { Pop-Location }
    if ($LASTEXITCODE -ne 0) { Stop-Dev "dotnet $($args -join ' ') failed" }
}

function Build($project) { Invoke-Dotnet build $project -c Release --disable-build-servers --tl:off -v:q -warnaserror -clp:ErrorsOnly }

# Builds only when a source is newer than the last good build; silent unless the build fails.
function Build-Program {
    $stamp = Join-Path $out 'dev/program.stamp'
    if ((Test-Path $program) -and (Test-Path $stamp)) {
        $built = (Get-Item $stamp).LastWriteTimeUtc
        $watched = @(Get-ChildItem (Join-Path $root 'src'), (Join-Path $root 'assets') -Recurse -ErrorAction SilentlyContinue) +
            @('Directory.Build.props', 'Directory.Packages.props', 'global.json' | ForEach-Object { Get-Item (Join-Path $root $_) })
        if (-not ($watched | Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1)) { return }
    }
    New-Item -ItemType Directory -Force (Join-Path $out 'dev') | Out-Null
    $began = [DateTime]::UtcNow
    Push-Location $root
    try { $log = & dotnet build src/Cli/Cli.csproj -c Release --disable-build-servers --tl:off -v:q -warnaserror 2>&1 } finally { Pop-Location }
    if ($LASTEXITCODE -ne 0) { $log | ForEach-Object { [Console]::Error.WriteLine($_) }; Stop-Dev 'the build failed' }
    Set-Content $stamp ''
    (Get-Item $stamp).LastWriteTimeUtc = $began
}

function Invoke-Program {
    Build-Program
    & dotnet $program @args
    exit $LASTEXITCODE
}

function Get-Rooms { Get-ChildItem (Join-Path $root 'tests') -Recurse -Filter '*.Tests.csproj' | ForEach-Object { $_.Name -replace '\.Tests\.csproj$', '' } | Sort-Object }

$script:counts = @{ passed = 0; failed = 0; skipped = 0 }
$script:faults = @()

# Runs dotnet with its output in a file; gives its exit code, or 124 after ending it and its children where it took too long.
function Invoke-Limited($arguments, $log) {
    $quoted = $arguments | ForEach-Object { '"' + $_ + '"' }
    $process = Start-Process dotnet -ArgumentList $quoted -PassThru -NoNewWindow -RedirectStandardOutput $log -RedirectStandardError "$log.err"
    $null = $process.Handle   # without it the exit code of a process that has ended is lost
    if ($process.WaitForExit($testSeconds * 1000)) { $process.WaitForExit(); $code = $process.ExitCode } else { $process.Kill($true); $code = 124 }
    Get-Content "$log.err" | Add-Content $log
    Remove-Item "$log.err"
    return $code
}

function Test-Room($room, $label, $filter) {
    $results = Join-Path $out 'test-results'
    New-Item -ItemType Directory -Force $results | Out-Null
    $xml = Join-Path $results "$label.xml"
    $log = Join-Path $results "$label.log"
    Remove-Item $xml -ErrorAction SilentlyContinue
    $arguments = @((Join-Path $out "bin/$room.Tests/release/Xinference.$room.Tests.dll"), '--ansi', 'off', '--progress', 'off', '--results-directory', $results, '--report-xunit-xml', '--report-xunit-xml-filename', "$label.xml") + $filter
    $code = Invoke-Limited $arguments $log
    if ($code -eq 8 -and $filter) { return }
    $p = $f = $s = 0
    if (Test-Path $xml) {
        foreach ($a in ([xml](Get-Content $xml -Raw)).assemblies.assembly) { $p += [int]$a.passed; $f += [int]$a.failed + [int]$a.errors; $s += [int]$a.skipped }
    }
    if ($code -ne 0 -and $f -eq 0) {
        $f = 1
        $reason = switch ($code) { 124 { "no end within $testSeconds s" } 8 { 'no tests in it' } default { "the test process ended with exit code $code" } }
        $script:faults += "${label}: $reason"
    }
    elseif ($f -gt 0) { $script:faults += "${label}: $f failed" }
    $script:counts.passed += $p; $script:counts.failed += $f; $script:counts.skipped += $s
    '{0,-34} {1,5} passed {2,4} failed {3,4} skipped' -f $label, $p, $f, $s
    if ($f -gt 0 -and $code -ne 8) { Get-Content $log }
}

function Test-All {
    foreach ($room in Get-Rooms) { Test-Room $room $room @() }
    foreach ($setting in 'DOTNET_EnableAVX512', 'DOTNET_EnableAVX2', 'DOTNET_EnableHWIntrinsic') {
        Set-Item "env:$setting" '0'
        try { Test-Room 'Kernels' "Kernels.$setting" @() } finally { Remove-Item "env:$setting" }
    }
}

function Complete-Tests {
    if ($script:faults) { ''; 'failed:'; $script:faults | ForEach-Object { "  $_" } }
    ''
    "$($script:counts.passed) passed, $($script:counts.failed) failed, $($script:counts.skipped) skipped"
    if ($script:counts.failed -gt 0) { exit 1 }
    exit 0
}

function Test-Verb($filter) {
    if ($filter -and (Test-Path (Join-Path $root "tests/$filter/$filter.Tests.csproj"))) {
        Build "tests/$filter/$filter.Tests.csproj"
        Test-Room $filter $filter @()
    } else {
        Build 'Xinference.slnx'
        if ($filter) { foreach ($room in Get-Rooms) { Test-Room $room $room @('--filter-method', "*$filter*") } } else { Test-All }
        if ($filter -and ($script:counts.passed + $script:counts.failed + $script:counts.skipped) -eq 0) { Stop-Dev "no test's name contains '$filter'" }
    }
    Complete-Tests
}

function Install-NodePackages {
    if (-not (Get-Command npm -ErrorAction SilentlyContinue)) {
        [Console]::Error.WriteLine('node and npm are missing: tests that need them will skip (install Node.js to run them)')
        return
    }
    Get-ChildItem (Join-Path $root 'tests'), (Join-Path $root 'tools') -Recurse -Filter package-lock.json | Where-Object { $_.FullName -notmatch 'node_modules' } | ForEach-Object {
        Push-Location $_.DirectoryName
        try { $log = & npm ci --ignore-scripts --no-audit --no-fund 2>&1 } finally { Pop-Location }
        if ($LASTEXITCODE -ne 0) {
            $log | ForEach-Object { [Console]::Error.WriteLine($_) }
            [Console]::Error.WriteLine("npm ci failed in $($_.DirectoryName): tests that need it will skip")
        }
    }
}

function Invoke-Tool($project, $rest) {
    if (-not (Test-Path (Join-Path $root $project))) { Stop-Dev "$project is not there" }
    Build $project
    $name = [IO.Path]::GetFileNameWithoutExtension($project)
    & dotnet (Join-Path $out "bin/$name/release/Xinference.$name.dll") @rest
    exit $LASTEXITCODE
}

function Publish-Program($rid) {
    if (-not $rid) { $rid = (& dotnet msbuild (Join-Path $root 'src/Cli/Cli.csproj') -getProperty:NETCoreSdkPortableRuntimeIdentifier).Trim() }
    Invoke-Dotnet publish src/Cli/Cli.csproj -c Release -r $rid --self-contained --disable-build-servers --tl:off -v:q -p:PublishSingleFile=true `
        -p:IncludeNativeLibrariesForSelfExtract=true -p:DebugType=none -p:PublishDocumentationFiles=false -o (Join-Path $out 'publish')
}

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    Stop-Dev 'the .NET SDK 10 is missing: install it (https://dotnet.microsoft.com/download/dotnet/10.0) and put dotnet on PATH'
}
$verb = if ($args.Count) { $args[0] } else { 'help' }
$rest = @($args | Select-Object -Skip 1)
switch -CaseSensitive ($verb) {
    'start' { Invoke-Program start @rest }
    'run' { Invoke-Program @rest }
    'check' {
        Install-NodePackages
        Invoke-Dotnet restore Xinference.slnx --disable-build-servers --tl:off -v:q
        Invoke-Dotnet format Xinference.slnx --verify-no-changes --no-restore
        Build 'Xinference.slnx'
        Test-All
        Complete-Tests
    }
    'test' { Test-Verb ($rest | Select-Object -First 1) }
    'format' { Invoke-Dotnet restore Xinference.slnx; Invoke-Dotnet format Xinference.slnx --no-restore }
    'bench' {
        if ($rest.Count -and $rest[0] -ceq 'micro') { Invoke-Tool 'bench/Micro/Micro.csproj' @($rest | Select-Object -Skip 1) }
        Build-Program
        Invoke-Tool 'bench/Peers/Peers.csproj' $rest
    }
    'fuzz' { Invoke-Tool 'tests/Fuzz/Fuzz.csproj' (@('mutate') + $rest) }
    'publish' { Publish-Program ($rest | Select-Object -First 1) }
    'help' { 'dev.ps1 start [ARGS] | run ARGS | check | test [FILTER] | format | bench [micro] [ARGS] | fuzz [TARGET] [--seconds N] | publish [RID] | help' }
    default { Stop-Dev "unknown verb '$verb'; see dev.ps1 help" }
}
