Console.WriteLine("xinference");
